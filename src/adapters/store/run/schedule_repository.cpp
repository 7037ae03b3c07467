#include "adapters/store/run/schedule_repository.h"

#include <algorithm>
#include <utility>

#include "adapters/store/row_mapping.h"
#include "adapters/store/run/instance_rows.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

std::vector<app::JobKey> to_job_keys(const Rows& rows) {
  std::vector<app::JobKey> keys;
  keys.reserve(rows.size());
  for (const auto row : rows) keys.push_back(to_job_key(row));
  return keys;
}

app::JobSchedule to_job_schedule(const Row& row, Unreadable unreadable = Unreadable::refused) {
  app::JobSchedule schedule;
  schedule.key = to_job_key(row);
  schedule.status = to_enum(app::parse_schedule_status(row.text("status")));
  schedule.started_at = row.optional_instant("started_at");
  schedule.started_by = row.hex_id<catalog::UserId>("started_by");
  if (auto parameters = read_parameters(row.text("parameters"))) schedule.parameters = std::move(*parameters);
  else if (unreadable == Unreadable::refused) throw UnreadableRow("parameters that are no JSON object");
  schedule.planned_version = row.optional_integer("planned_version");
  schedule.planned_through = row.optional_instant("planned_through");
  schedule.next_plan_time = row.optional_instant("next_plan_time");
  return schedule;
}

// A row for each version; those of one job follow one another, the oldest first.
std::vector<app::DueJob> to_due_jobs(const Rows& rows) {
  std::vector<app::DueJob> due;
  for (const auto row : rows) {
    auto schedule = to_job_schedule(row);
    if (due.empty() || due.back().schedule.key != schedule.key) due.push_back({std::move(schedule), {}, {}});
    auto& job = due.back();
    if (row.is_null("held_version")) continue;
    job.job_name = row.text("job_name");
    job.versions.push_back(
        {row.integer("held_version"), row.integer("held_generation"), row.instant("begins_at"), row.optional_instant("ends_at")});
  }
  return due;
}

}  // namespace

Result<std::optional<app::JobSchedule>> SqlScheduleRepository::find(const app::JobKey& key) {
  TRY_LET(rows, connection_.query(sql::find_environment_job, {{"environment_id", key.environment}, {"object_id", key.job}}));
  if (rows.empty()) return std::optional<app::JobSchedule>();
  return std::optional(to_job_schedule(rows.front(), Unreadable::left_out));
}

Result<std::map<catalog::ObjectId, app::JobSchedule>> SqlScheduleRepository::get_locked(
    catalog::EnvironmentId environment, const std::vector<catalog::ObjectId>& jobs) {
  std::map<catalog::ObjectId, app::JobSchedule> schedules;
  if (jobs.empty()) return schedules;
  TRY(connection_.execute(sql::ensure_environment_jobs, {{"environment_id", environment}, {"jobs", id_set(jobs)}}));
  TRY_LET(rows, connection_.query(sql::wait_for_environment_jobs, {{"environment_id", environment}, {"jobs", id_set(jobs)}}));
  for (const auto row : rows) {
    auto schedule = to_job_schedule(row, Unreadable::left_out);  // a start gives others, a stop ends them
    schedules.emplace(schedule.key.job, std::move(schedule));
  }
  return schedules;
}

Result<void> SqlScheduleRepository::put(const std::vector<app::JobSchedule>& schedules) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(schedules.size());
  for (const auto& schedule : schedules)
    rows.push_back({schedule.key.environment, schedule.key.job, app::to_text(schedule.status), schedule.started_at,
                    schedule.started_by, format_parameters(schedule.parameters), schedule.planned_version,
                    schedule.planned_through, schedule.next_plan_time});
  return connection_.execute_set(sql::upsert_environment_job, rows);
}

Result<void> SqlScheduleRepository::update_plan(const app::JobSchedule& schedule) {
  TRY(connection_.execute(sql::update_environment_job_plan, {{"environment_id", schedule.key.environment},
                                                             {"object_id", schedule.key.job},
                                                             {"planned_version", schedule.planned_version},
                                                             {"planned_through", schedule.planned_through},
                                                             {"next_plan_time", schedule.next_plan_time}}));
  return {};
}

Result<void> SqlScheduleRepository::make_ahead_due(base::Instant now) {
  TRY(connection_.execute(sql::make_ahead_jobs_due, {{"now", now}}));
  return {};
}

Result<std::optional<base::Instant>> SqlScheduleRepository::find_next_due(base::Instant now) {
  TRY_LET(rows, connection_.query(sql::find_next_due_environment_job, {{"now", now}}));
  const auto planned = rows.front().optional_instant("next_plan_time");
  const auto next_try = rows.front().optional_instant("next_try");
  return planned && next_try ? std::min(planned, next_try) : (planned ? planned : next_try);
}

Result<std::vector<app::JobKey>> SqlScheduleRepository::list_due(base::Instant now, std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_due_environment_jobs, {{"now", now}, {"limit", limit}}));
  return to_job_keys(rows);
}

Result<std::vector<app::DueJob>> SqlScheduleRepository::lock_due(const catalog::Environment& environment,
                                                                 const std::vector<catalog::ObjectId>& jobs, base::Instant now) {
  TRY_LET(rows, connection_.query(sql::lock_due_environment_jobs, {{"environment_id", environment.id},
                                                                   {"generation", environment.generation},
                                                                   {"jobs", id_set(jobs)},
                                                                   {"now", now}}));
  return to_due_jobs(rows);
}

Result<std::vector<app::JobRoom>> SqlScheduleRepository::lock_to_admit(std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::lock_jobs_to_admit, {{"limit", limit}}));
  std::vector<app::JobRoom> jobs;
  jobs.reserve(rows.size());
  for (const auto row : rows) jobs.push_back({to_job_key(row), row.integer("room")});
  return jobs;
}

Result<std::vector<app::JobKey>> SqlScheduleRepository::lock(const std::vector<app::JobKey>& keys) {
  TRY_LET(rows, connection_.query(sql::lock_environment_jobs, {{"jobs", job_set(keys)}}));
  return to_job_keys(rows);
}

Result<std::int64_t> SqlScheduleRepository::make_changed_due(catalog::EnvironmentId environment, base::Instant now,
                                                             std::int64_t batch) {
  return connection_.execute(sql::make_changed_jobs_due, {{"environment_id", environment}, {"now", now}, {"limit", batch}});
}

Result<std::vector<catalog::ObjectId>> SqlScheduleRepository::make_removed_due(catalog::EnvironmentId environment,
                                                                               base::Instant now, std::int64_t batch) {
  TRY_LET(rows, connection_.query(sql::make_removed_jobs_due, {{"environment_id", environment}, {"now", now}, {"limit", batch}}));
  std::vector<catalog::ObjectId> jobs;
  jobs.reserve(rows.size());
  for (const auto row : rows) jobs.push_back(row.number_id<catalog::ObjectId>("object_id"));
  return jobs;
}

}  // namespace slipway::store
