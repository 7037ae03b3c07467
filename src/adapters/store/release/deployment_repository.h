// app/ports/release/deployment_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/release/deployment_repository.h"

namespace slipway::store {

class SqlDeploymentRepository final : public app::DeploymentRepository {
 public:
  explicit SqlDeploymentRepository(Connection& connection) : connection_(connection) {}
  Result<release::DeploymentId> insert(const release::Deployment& deployment) override;
  Result<release::Deployment> get(release::DeploymentId id) override;
  Result<std::optional<release::Deployment>> find_by_task(const catalog::ProjectId& project,
                                                          const release::TaskId& task) override;
  Result<void> update(const release::Deployment& deployment) override;
  Result<std::vector<release::Deployment>> list_heads() override;
  Result<app::QueuePosition> find_position(const release::Deployment& deployment) override;
  Result<std::int64_t> count_unfinished() override;
  Result<std::vector<release::StartCandidate>> list_start_candidates(const release::Deployment& deployment) override;
  Result<void> insert_starts(release::DeploymentId deployment, const std::vector<catalog::ObjectId>& in_order) override;
  Result<bool> has_starts(release::DeploymentId deployment) override;
  Result<std::vector<app::StartEntry>> list_pending_starts(const release::Deployment& deployment, std::int64_t limit) override;
  Result<void> record_starts(release::DeploymentId deployment, const std::vector<app::StartOutcome>& outcomes) override;
  Result<std::map<catalog::ObjectId, app::StartState>> list_start_states(release::DeploymentId deployment,
                                                                         bool only_failed) override;
  Result<std::int64_t> count_failed_starts(release::DeploymentId deployment) override;

 private:
  Result<void> add_who_removed(catalog::EnvironmentId environment, std::vector<app::StartEntry>& entries);

  Connection& connection_;
};

}  // namespace slipway::store
