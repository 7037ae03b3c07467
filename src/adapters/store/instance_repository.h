// app/ports/instance_repository.h over a Connection; for the thread and the unit of its transaction. What the engine's
// tasks move in sets is in instance_engine.cpp.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/instance_repository.h"

namespace slipway::store {

class SqlInstanceRepository final : public app::InstanceRepository {
 public:
  explicit SqlInstanceRepository(Connection& connection) : connection_(connection) {}
  Result<std::optional<instance::JobInstanceId>> insert(const instance::JobInstance& instance, std::int64_t running_max) override;
  Result<std::int64_t> insert_planned(const instance::JobInstance& model, const std::vector<base::Instant>& plan_times,
                                      std::int64_t running_max) override;
  Result<void> insert_nodes(const std::vector<instance::NodeInstance>& nodes) override;
  Result<std::optional<instance::JobInstance>> find(const catalog::WorkspaceId& workspace, instance::JobInstanceId id) override;
  Result<app::InstancePage> list(const catalog::WorkspaceId& workspace, const app::InstanceFilter& filter) override;
  Result<std::vector<instance::NodeInstance>> list_nodes(instance::JobInstanceId id) override;
  Result<std::vector<instance::Attempt>> list_attempts(instance::JobInstanceId id) override;
  Result<std::optional<instance::Attempt>> find_attempt(instance::JobInstanceId id, std::string_view node,
                                                        std::optional<std::int64_t> attempt) override;
  Result<bool> has_unfinished(const app::JobKey& key) override;
  Result<std::map<std::string, std::int64_t>> count_unfinished() override;
  Result<std::int64_t> cancel_waiting(const app::JobKey& key, std::string_view message, base::Instant now) override;
  Result<std::int64_t> cancel_removed(catalog::EnvironmentId environment, std::string_view message, base::Instant now,
                                      std::int64_t lot) override;
  Result<std::vector<app::JobKey>> list_jobs_to_admit(std::int64_t limit) override;
  Result<app::InstanceIds> list_to_admit(const std::vector<app::JobKey>& jobs) override;
  Result<std::map<std::string, app::VersionKey>> resolve_scripts(catalog::EnvironmentId environment,
                                                                 catalog::GenerationNumber generation,
                                                                 const std::vector<std::string>& names) override;
  Result<void> ready_first_nodes(const app::InstanceIds& ids, base::Instant now) override;
  Result<void> succeed_all_nodes(const app::InstanceIds& ids, base::Instant now) override;
  Result<std::vector<instance::JobInstance>> lock(const app::InstanceIds& ids) override;
  Result<void> update(const std::vector<instance::JobInstance>& instances) override;
  Result<std::optional<base::Instant>> find_first_ready(const app::FreePlaces& places) override;
  Result<std::vector<instance::NodeInstance>> claim_ready(const std::string& incarnation, const app::FreePlaces& places,
                                                          base::Instant now) override;
  Result<std::vector<app::ClaimedInstance>> list_claimed(const app::InstanceIds& ids) override;
  Result<std::map<app::VersionKey, std::string>> list_contents(const std::vector<app::VersionKey>& versions) override;
  Result<void> record_handles(const std::vector<app::HandleRecord>& handles) override;
  Result<std::vector<instance::NodeInstance>> list_nodes(const std::vector<app::NodeKey>& keys) override;
  Result<void> update_nodes(const std::vector<instance::NodeInstance>& nodes) override;
  Result<void> end_attempts(const std::vector<instance::AttemptEnd>& ends, base::Instant now) override;
  Result<void> count_down(const app::NodeCounts& ended_predecessors, base::Instant now) override;
  Result<std::map<instance::JobInstanceId, std::int64_t>> skip_unstarted(const app::InstanceIds& ids, base::Instant now) override;
  Result<std::int64_t> stop_unstarted(instance::JobInstanceId id, base::Instant now) override;
  Result<std::vector<app::AttemptId>> list_running(const std::string& incarnation) override;
  Result<std::vector<app::AttemptId>> list_attempts_to_stop(const std::string& incarnation) override;
  Result<std::vector<app::LostAttempt>> list_lost(std::int64_t limit) override;
  Result<void> take_over(const std::vector<app::AttemptId>& attempts, const std::string& incarnation) override;

 private:
  Result<void> set_running_max(const app::JobKey& key, std::int64_t running_max);

  Connection& connection_;
};

}  // namespace slipway::store
