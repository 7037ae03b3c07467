// app/ports/release/pending_item_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/release/pending_item_repository.h"

namespace slipway::store {

class SqlPendingItemRepository final : public app::PendingItemRepository {
 public:
  explicit SqlPendingItemRepository(Connection& connection) : connection_(connection) {}
  Result<void> put_free(const release::PendingItem& item) override;
  Result<void> remove_free(catalog::ObjectId object) override;
  Result<std::optional<release::PackageReference>> find_open_package(catalog::ObjectId object) override;
  Result<app::PendingItemPage> list(const catalog::Workspace& workspace, const app::PendingItemFilter& filter) override;
  Result<app::ItemsToPackage> examine_for_packaging(const catalog::WorkspaceId& workspace,
                                                    const std::vector<release::PendingItemId>& ids) override;
  Result<void> move_to_package(const std::vector<release::PendingItemId>& ids, release::ReleasePackageId package) override;
  Result<void> free_items_of(release::ReleasePackageId package) override;
  Result<void> close_ended_memberships(const std::vector<catalog::ObjectId>& objects) override;
  Result<std::optional<catalog::ObjectId>> close_memberships_of(release::ReleasePackageId package, catalog::ObjectId after,
                                                                int batch) override;

 private:
  Connection& connection_;
};

}  // namespace slipway::store
