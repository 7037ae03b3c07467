#include "adapters/store/run/set_aside_repository.h"

#include "adapters/store/row_mapping.h"
#include "adapters/store/run/instance_rows.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

app::SetAside to_set_aside(const Row& row) {
  app::SetAside set_aside;
  set_aside.job = to_job_key(row);
  if (!row.is_null("instance_id")) set_aside.instance = row.number_id<instance::JobInstanceId>("instance_id");
  set_aside.code = row.text("code");
  set_aside.reason = row.text("reason");
  set_aside.since = row.instant("since");
  set_aside.tries = row.integer("tries");
  set_aside.paused_at = row.instant("paused_at");
  set_aside.next_try = row.instant("next_try");
  return set_aside;
}

std::optional<app::SetAside> first_set_aside(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return to_set_aside(rows.front());
}

instance::AttemptEnd to_attempt_end(const Row& row) {
  instance::AttemptEnd end{.id = to_attempt_id(row)};
  end.log_server = row.optional_text("log_server").value_or("");
  if (const auto outcome = row.optional_text("outcome"))
    end.outcome = instance::AttemptOutcome{.kind = to_enum(instance::parse_outcome(*outcome)),
                                           .exit_code = row.optional_integer("exit_code"),
                                           .message = row.optional_text("message").value_or(""),
                                           .log_path = row.optional_text("log_path").value_or("")};
  return end;
}

std::string_view to_text(app::SetAsideTask task) { return task == app::SetAsideTask::run ? "run" : "plan"; }

}  // namespace

Result<std::optional<app::SetAside>> SqlSetAsideRepository::find(instance::JobInstanceId id) {
  TRY_LET(rows, connection_.query(sql::find_set_aside_instance, {{"instance_id", id}}));
  return first_set_aside(rows);
}

Result<std::optional<app::SetAside>> SqlSetAsideRepository::lock_free(instance::JobInstanceId id) {
  TRY_LET(rows, connection_.query(sql::lock_set_aside_instance, {{"instance_id", id}}));
  return first_set_aside(rows);
}

Result<std::optional<app::SetAside>> SqlSetAsideRepository::lock_free(const app::JobKey& job) {
  TRY_LET(rows, connection_.query(sql::lock_set_aside_job, {{"environment_id", job.environment}, {"object_id", job.job}}));
  return first_set_aside(rows);
}

Result<std::vector<instance::JobInstanceId>> SqlSetAsideRepository::list_instances() {
  TRY_LET(rows, connection_.query(sql::list_set_aside_instances));
  std::vector<instance::JobInstanceId> ids;
  ids.reserve(rows.size());
  for (const auto row : rows) ids.push_back(row.number_id<instance::JobInstanceId>("instance_id"));
  return ids;
}

Result<std::vector<app::SetAside>> SqlSetAsideRepository::list_due(app::SetAsideTask task, base::Instant now,
                                                                   std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_set_aside_due, {{"task", to_text(task)}, {"now", now}, {"limit", limit}}));
  std::vector<app::SetAside> due;
  for (const auto row : rows) due.push_back(to_set_aside(row));
  return due;
}

Result<std::map<std::string, std::int64_t>> SqlSetAsideRepository::count_by_task() {
  TRY_LET(rows, connection_.query(sql::count_set_aside));
  std::map<std::string, std::int64_t> counts;
  for (const auto row : rows) counts.emplace(row.text("task"), row.integer("total"));
  return counts;
}

Result<std::optional<app::SetAsideSubject>> SqlSetAsideRepository::find_subject(instance::JobInstanceId id) {
  TRY_LET(rows, connection_.query(sql::find_set_aside_subject, {{"instance_id", id}}));
  std::optional<app::SetAsideSubject> subject;
  for (const auto row : rows)
    subject = {.job = to_job_key(row),
               .job_name = row.text("job_name"),
               .workspace = row.hex_id<catalog::WorkspaceId>("workspace_id"),
               .is_waiting = row.text("state") == instance::to_text(instance::InstanceState::waiting),
               .is_running = row.text("state") == instance::to_text(instance::InstanceState::running)};
  return subject;
}

Result<std::optional<app::SetAsideSubject>> SqlSetAsideRepository::find_subject(const app::JobKey& job) {
  TRY_LET(rows, connection_.query(sql::find_set_aside_job_subject, {{"object_id", job.job}}));
  std::optional<app::SetAsideSubject> subject;
  for (const auto row : rows)
    subject = {.job = job, .job_name = row.text("job_name"), .workspace = row.hex_id<catalog::WorkspaceId>("workspace_id")};
  return subject;
}

Result<void> SqlSetAsideRepository::put(const app::SetAside& row) {
  std::vector<Binding> bindings{{"environment_id", row.job.environment},
                                {"object_id", row.job.job},
                                {"code", row.code},
                                {"reason", row.reason},
                                {"since", row.since},
                                {"tries", row.tries},
                                {"paused_at", row.paused_at},
                                {"next_try", row.next_try}};
  if (!row.instance) {
    TRY(connection_.execute(sql::upsert_set_aside_job, bindings));
    return {};
  }
  bindings.emplace_back("instance_id", *row.instance);
  TRY(connection_.execute(sql::upsert_set_aside_instance, bindings));
  return {};
}

Result<void> SqlSetAsideRepository::erase(instance::JobInstanceId id) {
  TRY(connection_.execute(sql::delete_kept_outcomes, {{"instance_id", id}}));
  TRY(connection_.execute(sql::delete_set_aside_instance, {{"instance_id", id}}));
  return {};
}

Result<void> SqlSetAsideRepository::erase(const app::JobKey& job) {
  TRY(connection_.execute(sql::delete_set_aside_job, {{"environment_id", job.environment}, {"object_id", job.job}}));
  return {};
}

Result<void> SqlSetAsideRepository::hurry(instance::JobInstanceId id, base::Instant now) {
  TRY(connection_.execute(sql::hurry_set_aside_instance, {{"instance_id", id}, {"now", now}}));
  return {};
}

Result<void> SqlSetAsideRepository::hurry(catalog::EnvironmentId environment, const std::vector<catalog::ObjectId>& jobs,
                                          base::Instant now) {
  if (jobs.empty()) return {};
  TRY(connection_.execute(sql::hurry_set_aside_jobs, {{"environment_id", environment}, {"jobs", id_set(jobs)}, {"now", now}}));
  return {};
}

Result<void> SqlSetAsideRepository::hurry(catalog::EnvironmentId environment, base::Instant now) {
  TRY(connection_.execute(sql::hurry_set_aside_environment, {{"environment_id", environment}, {"now", now}}));
  return {};
}

Result<std::int64_t> SqlSetAsideRepository::find_past_tries(instance::JobInstanceId id) {
  TRY_LET(rows, connection_.query(sql::find_past_set_aside, {{"instance_id", id}}));
  return rows.empty() ? 0 : rows.front().integer("tries");
}

Result<void> SqlSetAsideRepository::keep_past_tries(instance::JobInstanceId id, std::int64_t tries) {
  TRY(connection_.execute(sql::upsert_past_set_aside, {{"instance_id", id}, {"tries", tries}}));
  return {};
}

Result<void> SqlSetAsideRepository::forget_past_tries() {
  TRY(connection_.execute(sql::delete_past_set_aside));
  return {};
}

Result<void> SqlSetAsideRepository::count(const app::SetAsideSubject& subject, bool is_counted) {
  const std::int64_t by = is_counted ? 1 : -1;
  return connection_.execute_set(sql::count_instances, {{subject.is_waiting ? by : 0, subject.is_running ? by : 0,
                                                         subject.job.environment, subject.job.job}});
}

Result<void> SqlSetAsideRepository::keep(const std::vector<instance::AttemptEnd>& ends) {
  std::vector<std::vector<Value>> rows;
  for (const auto& [id, outcome, log_server] : ends) {
    const auto none = instance::AttemptOutcome{};
    const auto& kept = outcome ? *outcome : none;
    rows.push_back({id.instance, id.ordinal, id.attempt, id.fence, outcome ? Value(instance::to_text(kept.kind)) : Value(),
                    kept.exit_code ? Value(*kept.exit_code) : Value(), text_or_null(kept.message), text_or_null(log_server),
                    text_or_null(kept.log_path)});
  }
  return connection_.execute_many(sql::insert_kept_outcome, rows);
}

Result<std::vector<instance::AttemptEnd>> SqlSetAsideRepository::list_kept(instance::JobInstanceId id) {
  TRY_LET(rows, connection_.query(sql::list_kept_outcomes, {{"instance_id", id}}));
  std::vector<instance::AttemptEnd> ends;
  for (const auto row : rows) ends.push_back(to_attempt_end(row));
  return ends;
}

}  // namespace slipway::store
