// app/ports/run/instance_repository.h over a Connection; for the thread and the unit of its transaction. What the engine's
// tasks move in sets is in instance_engine.cpp.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/run/instance_repository.h"

namespace slipway::store {

class SqlInstanceRepository final : public app::InstanceRepository {
 public:
  explicit SqlInstanceRepository(Connection& connection) : connection_(connection) {}
  Result<std::optional<instance::JobInstanceId>> insert(const instance::JobInstance& instance, std::int64_t running_max) override;
  Result<std::set<catalog::ObjectId>> insert_started(const std::vector<app::StartedInstance>& started) override;
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
  Result<app::FullJob> list_running_if_full(const app::JobKey& key, std::int64_t limit) override;
  Result<std::int64_t> cancel_waiting(const app::JobKey& key, std::string_view message, base::Instant now) override;
  Result<std::int64_t> cancel_removed(catalog::EnvironmentId environment, std::string_view message, base::Instant now,
                                      std::int64_t batch) override;
  Result<std::vector<instance::JobInstance>> lock_to_admit(const std::vector<app::JobRoom>& jobs) override;
  Result<std::optional<instance::JobInstanceId>> find_first_to_admit(const app::JobKey& job) override;
  Result<std::map<std::string, app::VersionKey>> resolve_scripts(catalog::EnvironmentId environment,
                                                                 catalog::GenerationNumber generation,
                                                                 const std::vector<std::string>& names) override;
  Result<std::vector<instance::JobInstance>> lock(const app::InstanceIds& ids) override;
  Result<std::vector<instance::JobInstance>> lock_free(const app::InstanceIds& ids) override;
  Result<app::LockedInstances> lock_to_move(const app::InstanceIds& ids, const std::string& incarnation) override;
  Result<void> update(const std::vector<app::InstanceChange>& changes) override;
  Result<app::Work> look_for_work(const std::string& incarnation, base::Instant now) override;
  Result<void> make_ahead_ready(base::Instant now) override;
  Result<std::vector<app::NodeKey>> list_passable(std::int64_t limit) override;
  Result<std::vector<instance::NodeInstance>> claim_ready(const std::string& incarnation, const app::FreePlaces& places,
                                                          base::Instant now) override;
  Result<std::optional<instance::JobInstanceId>> find_first_to_claim(const app::FreePlaces& places, base::Instant now) override;
  Result<std::vector<app::ClaimedInstance>> list_claimed(const app::InstanceIds& ids) override;
  Result<std::map<app::VersionKey, std::string>> list_contents(const std::vector<app::VersionKey>& versions) override;
  Result<void> record_handles(const std::vector<app::HandleRecord>& handles) override;
  Result<std::vector<instance::NodeInstance>> list_nodes(const std::vector<app::NodeKey>& keys) override;
  Result<std::vector<app::NodeKey>> list_free(const std::vector<app::NodeKey>& nodes) override;
  Result<void> update_nodes(const std::vector<instance::NodeInstance>& nodes, base::Instant now) override;
  Result<void> end_attempts(const std::vector<instance::AttemptEnd>& ends, base::Instant now) override;
  Result<std::map<instance::JobInstanceId, std::int64_t>> skip_unstarted(const app::InstanceIds& ids, base::Instant now) override;
  Result<std::int64_t> stop_unstarted(instance::JobInstanceId id, base::Instant now) override;
  Result<std::vector<app::AttemptId>> list_running(const std::string& incarnation) override;
  Result<std::vector<app::AttemptId>> list_attempts_to_stop(const std::string& incarnation) override;
  Result<std::vector<app::LostAttempt>> list_lost(std::int64_t limit) override;
  Result<void> take_over(const std::vector<app::AttemptId>& attempts, const std::string& incarnation) override;

 private:
  // How many instances of a job wait and run changes by so many.
  struct Moved {
    std::int64_t waiting = 0;
    std::int64_t running = 0;
  };
  Result<void> add_waiting(const app::JobKey& key, std::int64_t count, std::int64_t running_max);
  Result<void> count(const std::map<app::JobKey, Moved>& moved);
  Result<std::int64_t> uncount_cancelled(const Rows& rows);

  Connection& connection_;
};

}  // namespace slipway::store
