// app/ports/release/package_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/release/package_repository.h"

namespace slipway::store {

class SqlPackageRepository final : public app::PackageRepository {
 public:
  explicit SqlPackageRepository(Connection& connection) : connection_(connection) {}
  Result<release::ReleasePackageId> insert(const release::ReleasePackage& package) override;
  Result<std::vector<release::ReleasePackage>> find_all(const catalog::WorkspaceId& workspace,
                                                        const std::vector<release::ReleasePackageId>& ids) override;
  Result<void> update(const release::ReleasePackage& package) override;
  Result<app::PackagePage> list(const catalog::WorkspaceId& workspace, const app::PackageFilter& filter) override;
  Result<std::optional<app::PackageRow>> find_row(const catalog::WorkspaceId& workspace, release::ReleasePackageId id) override;
  Result<std::vector<app::PackageItemRow>> list_items(const release::ReleasePackage& package) override;
  Result<std::vector<app::PackageItem>> list_item_keys(release::ReleasePackageId package) override;
  Result<std::vector<app::PackageStart>> list_starts(release::ReleasePackageId package, const std::optional<std::string>& state,
                                                     std::int64_t after, std::int64_t limit) override;
  Result<std::optional<release::PackageObstacle>> find_obstacle(const release::ReleasePackage& package,
                                                                catalog::GenerationNumber at) override;

 private:
  Result<void> find_package_that_brings(release::ReleasePackageId package, release::PackageObstacle& obstacle);
  Result<void> add_approvers(std::vector<app::PackageRow>& rows);
  Connection& connection_;
};

}  // namespace slipway::store
