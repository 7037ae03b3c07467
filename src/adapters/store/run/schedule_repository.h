// app/ports/run/schedule_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/run/schedule_repository.h"

namespace slipway::store {

class SqlScheduleRepository final : public app::ScheduleRepository {
 public:
  explicit SqlScheduleRepository(Connection& connection) : connection_(connection) {}
  Result<std::optional<app::JobSchedule>> find(const app::JobKey& key) override;
  using ScheduleRepository::get_locked, ScheduleRepository::put;
  Result<std::map<catalog::ObjectId, app::JobSchedule>> get_locked(catalog::EnvironmentId environment,
                                                                   const std::vector<catalog::ObjectId>& jobs) override;
  Result<void> put(const std::vector<app::JobSchedule>& schedules) override;
  Result<void> update_plan(const app::JobSchedule& schedule) override;
  Result<void> make_ahead_due(base::Instant now) override;
  Result<std::optional<base::Instant>> find_next_due(base::Instant now) override;
  Result<std::vector<app::JobKey>> list_due(base::Instant now, std::int64_t limit) override;
  Result<std::vector<app::DueJob>> lock_due(const catalog::Environment& environment, const std::vector<catalog::ObjectId>& jobs,
                                            base::Instant now) override;
  Result<std::vector<app::JobRoom>> lock_to_admit(std::int64_t limit) override;
  Result<std::vector<app::JobKey>> lock(const std::vector<app::JobKey>& keys) override;
  Result<std::int64_t> make_changed_due(catalog::EnvironmentId environment, base::Instant now, std::int64_t batch) override;
  Result<std::vector<catalog::ObjectId>> make_removed_due(catalog::EnvironmentId environment, base::Instant now,
                                                          std::int64_t batch) override;

 private:
  Connection& connection_;
};

}  // namespace slipway::store
