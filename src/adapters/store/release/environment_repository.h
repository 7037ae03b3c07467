// app/ports/release/environment_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/release/environment_repository.h"

namespace slipway::store {

class SqlEnvironmentRepository final : public app::EnvironmentRepository {
 public:
  explicit SqlEnvironmentRepository(Connection& connection) : connection_(connection) {}
  Result<catalog::EnvironmentId> insert(const catalog::WorkspaceId& workspace, std::string_view name) override;
  Result<catalog::Environment> get(catalog::EnvironmentId id) override;
  Result<catalog::Environment> get(const catalog::WorkspaceId& workspace, std::string_view name) override;
  Result<catalog::Environment> lock_shared(catalog::EnvironmentId id) override;
  Result<app::LockedEnvironment> lock(catalog::EnvironmentId id) override;
  Result<std::optional<app::EnvironmentObject>> find_object(catalog::EnvironmentId id, catalog::GenerationNumber at,
                                                            catalog::ObjectKind kind, std::string_view name) override;
  Result<std::optional<app::EnvironmentObject>> find_object(catalog::EnvironmentId id, catalog::GenerationNumber at,
                                                            catalog::ObjectId object) override;
  Result<std::vector<app::EnvironmentObject>> list_objects(catalog::EnvironmentId id, catalog::GenerationNumber at,
                                                           std::string_view after_kind, std::string_view after_name,
                                                           std::int64_t limit) override;
  Result<std::vector<app::HeldJob>> list_jobs(const catalog::Environment& environment, const app::HeldJobFilter& filter) override;
  Result<std::vector<app::GenerationRow>> list_generations(catalog::EnvironmentId id, catalog::GenerationNumber before,
                                                           std::int64_t limit) override;
  Result<release::Fence> set_holder(catalog::EnvironmentId id, release::DeploymentId deployment,
                                    const std::string& incarnation) override;
  Result<void> clear_holder(catalog::EnvironmentId id) override;
  Result<std::optional<app::ItemRange>> next_item_range(release::ReleasePackageId package, catalog::ObjectId after,
                                                        std::int64_t batch) override;
  Result<std::optional<app::ItemRange>> previous_item_range(release::ReleasePackageId package, catalog::ObjectId through,
                                                            std::int64_t batch) override;
  Result<void> stage_range(const release::Deployment& deployment, const app::ItemRange& range) override;
  Result<void> undo_range(const release::Deployment& deployment, const app::ItemRange& range) override;
  Result<void> stage_object(const release::Deployment& deployment, const release::ImmediateRelease& object) override;
  Result<void> advance(const release::Deployment& deployment, base::Instant now) override;

 private:
  Connection& connection_;
};

}  // namespace slipway::store
