// app/ports/run/set_aside_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/run/set_aside_repository.h"

namespace slipway::store {

class SqlSetAsideRepository final : public app::SetAsideRepository {
 public:
  explicit SqlSetAsideRepository(Connection& connection) : connection_(connection) {}
  Result<std::optional<app::SetAside>> find(instance::JobInstanceId id) override;
  Result<std::optional<app::SetAside>> lock_free(instance::JobInstanceId id) override;
  Result<std::optional<app::SetAside>> lock_free(const app::JobKey& job) override;
  Result<std::vector<instance::JobInstanceId>> list_instances() override;
  Result<std::vector<app::SetAside>> list_due(app::SetAsideTask task, base::Instant now, std::int64_t limit) override;
  Result<std::map<std::string, std::int64_t>> count_by_task() override;
  Result<std::optional<app::SetAsideSubject>> find_subject(instance::JobInstanceId id) override;
  Result<std::optional<app::SetAsideSubject>> find_subject(const app::JobKey& job) override;
  Result<void> put(const app::SetAside& row) override;
  Result<void> erase(instance::JobInstanceId id) override;
  Result<void> erase(const app::JobKey& job) override;
  Result<void> hurry(instance::JobInstanceId id, base::Instant now) override;
  Result<void> hurry(catalog::EnvironmentId environment, const std::vector<catalog::ObjectId>& jobs, base::Instant now) override;
  Result<void> hurry(catalog::EnvironmentId environment, base::Instant now) override;
  Result<std::int64_t> find_past_tries(instance::JobInstanceId id) override;
  Result<void> keep_past_tries(instance::JobInstanceId id, std::int64_t tries) override;
  Result<void> forget_past_tries() override;
  Result<void> count(const app::SetAsideSubject& subject, bool is_counted) override;
  Result<void> keep(const std::vector<instance::AttemptEnd>& ends) override;
  Result<std::vector<instance::AttemptEnd>> list_kept(instance::JobInstanceId id) override;

 private:
  Connection& connection_;
};

}  // namespace slipway::store
