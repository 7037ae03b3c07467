#include "adapters/store/run/instance_repository.h"

#include <set>

#include "adapters/store/row_mapping.h"
#include "adapters/store/run/instance_rows.h"
#include "base/json.h"
#include "base/text.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

Value state_set(const std::optional<std::vector<instance::InstanceState>>& states) {
  if (!states) return {};
  std::vector<std::string> words;
  words.reserve(states->size());
  for (const auto state : *states) words.emplace_back(instance::to_text(state));
  return word_set(words);
}

instance::Attempt to_attempt(const Row& row) {
  instance::Attempt attempt;
  attempt.ordinal = row.integer("ordinal");
  attempt.attempt = row.integer("attempt");
  attempt.log_server = row.optional_text("log_server").value_or("");
  attempt.log_path = row.optional_text("log_path").value_or("");
  attempt.started_at = row.instant("started_at");
  attempt.ended_at = row.optional_instant("ended_at");
  if (row.is_null("outcome")) return attempt;
  const auto kind = instance::parse_outcome(row.text("outcome"));
  attempt.outcome = instance::AttemptOutcome{.kind = kind.value_or(instance::Outcome::failed),
                                             .exit_code = row.optional_integer("exit_code"),
                                             .message = row.optional_text("message").value_or(""),
                                             .log_path = attempt.log_path};
  // Only people look at it: one word that nobody knows hides nothing else of the run.
  if (!kind)
    attempt.outcome->message += attempt.outcome->message.empty() ? "its outcome cannot be read" : "; its outcome cannot be read";
  return attempt;
}

base::Json to_json(const instance::JobInstance& job) {
  base::Json row;
  row.set("workspace", job.workspace.text());
  row.set("environment", job.environment.number);
  row.set("job", job.job.number);
  row.set("name", job.job_name);
  row.set("folded", base::fold_case(job.job_name));
  row.set("kind", static_cast<std::int64_t>(job.kind));
  row.set("plan_time", base::to_microseconds(job.plan_time));
  row.set("version", job.version);
  row.set("generation", job.generation);
  row.set("starter", job.starter ? base::Json(job.starter.number) : base::Json());
  row.set("parameters", format_run_parameters(job.parameters));
  row.set("created_by", job.created_by ? base::Json(job.created_by.text()) : base::Json());
  row.set("submitted_at", base::to_microseconds(job.submitted_at));
  return row;
}

std::optional<instance::JobInstance> first_job_instance(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return to_job_instance(rows.front(), Unreadable::left_out);
}

}  // namespace

Result<std::optional<instance::JobInstanceId>> SqlInstanceRepository::insert(const instance::JobInstance& job,
                                                                             std::int64_t running_max) {
  TRY_LET(rows, connection_.query(sql::insert_job_instance, {{"workspace_id", job.workspace},
                                                             {"environment_id", job.environment},
                                                             {"object_id", job.job},
                                                             {"job_name", job.job_name},
                                                             {"job_name_folded", base::fold_case(job.job_name)},
                                                             {"kind", static_cast<std::int64_t>(job.kind)},
                                                             {"plan_time", job.plan_time},
                                                             {"version", job.version},
                                                             {"generation", job.generation},
                                                             {"deployment_id", job.starter},
                                                             {"definition", job.definition},
                                                             {"parameters", format_run_parameters(job.parameters)},
                                                             {"created_by", job.created_by},
                                                             {"submitted_at", job.submitted_at}}));
  if (rows.empty()) return std::optional<instance::JobInstanceId>();
  TRY(add_waiting({job.environment, job.job}, 1, running_max));
  return std::optional(rows.front().number_id<instance::JobInstanceId>("id"));
}

Result<std::set<catalog::ObjectId>> SqlInstanceRepository::insert_started(const std::vector<app::StartedInstance>& started) {
  std::set<catalog::ObjectId> made;
  if (started.empty()) return made;
  base::Json::Array instances;
  instances.reserve(started.size());
  for (const auto& each : started) instances.push_back(to_json(each.instance));
  TRY_LET(rows, connection_.query(sql::insert_started_instances, {{"instances", base::format_json(std::move(instances))}}));
  for (const auto row : rows) made.insert(row.number_id<catalog::ObjectId>("object_id"));
  std::vector<std::vector<Value>> waiting;
  for (const auto& [instance, running_max] : started)
    if (made.contains(instance.job)) waiting.push_back({instance.environment, instance.job, 1, running_max});
  TRY(connection_.execute_set(sql::add_waiting_instances, waiting));
  return made;
}

Result<std::int64_t> SqlInstanceRepository::insert_planned(const instance::JobInstance& model,
                                                           const std::vector<base::Instant>& plan_times,
                                                           std::int64_t running_max) {
  std::string times = "[";
  for (const auto time : plan_times) times += (times.size() > 1 ? "," : "") + std::to_string(base::to_microseconds(time));
  TRY_LET(count, connection_.execute(sql::insert_planned_instances, {{"workspace_id", model.workspace},
                                                                     {"environment_id", model.environment},
                                                                     {"object_id", model.job},
                                                                     {"job_name", model.job_name},
                                                                     {"job_name_folded", base::fold_case(model.job_name)},
                                                                     {"plan_times", times + "]"},
                                                                     {"version", model.version},
                                                                     {"generation", model.generation},
                                                                     {"parameters", format_run_parameters(model.parameters)},
                                                                     {"submitted_at", model.submitted_at}}));
  TRY(add_waiting({model.environment, model.job}, count, running_max));
  return count;
}

Result<void> SqlInstanceRepository::add_waiting(const app::JobKey& key, std::int64_t count, std::int64_t running_max) {
  if (count == 0) return {};
  return connection_.execute_set(sql::add_waiting_instances, {{key.environment, key.job, count, running_max}});
}

Result<void> SqlInstanceRepository::count(const std::map<app::JobKey, Moved>& moved) {
  std::vector<std::vector<Value>> rows;
  for (const auto& [key, by] : moved)
    if (by.waiting != 0 || by.running != 0) rows.push_back({by.waiting, by.running, key.environment, key.job});
  return connection_.execute_set(sql::count_instances, rows);
}

Result<void> SqlInstanceRepository::insert_nodes(const std::vector<instance::NodeInstance>& nodes) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(nodes.size());
  for (const auto& node : nodes)
    rows.push_back({node.instance, node.ordinal, node.name, node.type, catalog::to_text(node.kind),
                    instance::to_text(node.queue_class), instance::to_text(node.facts.state), node.facts.waiting_for,
                    node.facts.ready_at, node.script, node.script ? Value(node.script_version) : Value(), node.script_content,
                    node.started_at, node.ended_at});
  return connection_.execute_set(sql::insert_node_instance, rows);
}

Result<std::optional<instance::JobInstance>> SqlInstanceRepository::find(const catalog::WorkspaceId& workspace,
                                                                         instance::JobInstanceId id) {
  TRY_LET(rows, connection_.query(sql::find_job_instance, {{"workspace_id", workspace}, {"id", id}}));
  return first_job_instance(rows);
}

Result<app::InstancePage> SqlInstanceRepository::list(const catalog::WorkspaceId& workspace, const app::InstanceFilter& filter) {
  const bool is_exact = filter.job_name && filter.is_name_exact;
  const bool is_part = filter.job_name && !filter.is_name_exact;
  TRY_LET(rows, connection_.query(sql::list_job_instances,
                                  {{"workspace_id", workspace},
                                   {"planned_from", filter.planned_from},
                                   {"planned_to", filter.planned_to},
                                   {"job_name", is_exact ? Value(*filter.job_name) : Value()},
                                   {"name_like", is_part ? Value(contains_pattern(*filter.job_name)) : Value()},
                                   {"kind", filter.kind ? Value(static_cast<std::int64_t>(*filter.kind)) : Value()},
                                   {"states", state_set(filter.states)},
                                   {"separator", word_separator},
                                   {"skip", filter.skip},
                                   {"limit", filter.limit}}));
  app::InstancePage page;
  page.total = rows.front().integer("total");
  for (const auto row : rows)
    if (!row.is_null("id")) page.rows.push_back(to_job_instance(row, Unreadable::left_out));
  return page;
}

Result<std::vector<instance::NodeInstance>> SqlInstanceRepository::list_nodes(instance::JobInstanceId id) {
  TRY_LET(rows, connection_.query(sql::list_node_instances, {{"instance_id", id}}));
  std::vector<instance::NodeInstance> nodes;
  nodes.reserve(rows.size());
  for (const auto row : rows) nodes.push_back(to_node_instance(row, Unreadable::left_out));
  return nodes;
}

Result<std::vector<instance::Attempt>> SqlInstanceRepository::list_attempts(instance::JobInstanceId id) {
  TRY_LET(rows, connection_.query(sql::list_node_attempts, {{"instance_id", id}}));
  std::vector<instance::Attempt> attempts;
  attempts.reserve(rows.size());
  for (const auto row : rows) attempts.push_back(to_attempt(row));
  return attempts;
}

Result<std::optional<instance::Attempt>> SqlInstanceRepository::find_attempt(instance::JobInstanceId id, std::string_view node,
                                                                             std::optional<std::int64_t> attempt) {
  TRY_LET(rows, connection_.query(sql::find_node_attempt, {{"instance_id", id}, {"name", node}, {"attempt", attempt}}));
  if (rows.empty()) return std::optional<instance::Attempt>();
  return std::optional(to_attempt(rows.front()));
}

Result<bool> SqlInstanceRepository::has_unfinished(const app::JobKey& key) {
  TRY_LET(rows, connection_.query(sql::find_unfinished_instance, {{"environment_id", key.environment}, {"object_id", key.job}}));
  return !rows.empty();
}

Result<std::map<std::string, std::int64_t>> SqlInstanceRepository::count_unfinished() {
  TRY_LET(rows, connection_.query(sql::count_unfinished_instances));
  std::map<std::string, std::int64_t> counts;
  for (const auto row : rows) counts.emplace(row.text("state"), row.integer("total"));
  return counts;
}

Result<app::FullJob> SqlInstanceRepository::list_running_if_full(const app::JobKey& key, std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_running_if_full,
                                  {{"environment_id", key.environment}, {"object_id", key.job}, {"limit", limit}}));
  app::FullJob full;
  for (const auto row : rows) {
    full.running_max = row.integer("running_max");
    full.running.push_back(row.number_id<instance::JobInstanceId>("id"));
  }
  return full;
}

Result<std::int64_t> SqlInstanceRepository::cancel_waiting(const app::JobKey& key, std::string_view message, base::Instant now) {
  TRY_LET(rows,
          connection_.query(sql::cancel_waiting_instances,
                            {{"environment_id", key.environment}, {"object_id", key.job}, {"message", message}, {"now", now}}));
  return uncount_cancelled(rows);
}

Result<std::int64_t> SqlInstanceRepository::cancel_removed(catalog::EnvironmentId environment, std::string_view message,
                                                           base::Instant now, std::int64_t batch) {
  TRY_LET(rows, connection_.query(sql::cancel_removed_instances,
                                  {{"environment_id", environment}, {"message", message}, {"now", now}, {"limit", batch}}));
  return uncount_cancelled(rows);
}

// Those that were set aside did not count, and are set aside no more.
Result<std::int64_t> SqlInstanceRepository::uncount_cancelled(const Rows& rows) {
  if (rows.empty()) return 0;
  // Asked once they are locked: what is set aside may have changed while we waited for them.
  TRY_LET(set_aside, connection_.query(sql::list_set_aside_instances));
  std::set<std::int64_t> uncounted;
  for (const auto row : set_aside) uncounted.insert(row.integer("instance_id"));
  std::map<app::JobKey, Moved> moved;
  for (const auto row : rows)
    if (!uncounted.contains(row.integer("id"))) --moved[to_job_key(row)].waiting;
  TRY(count(moved));
  if (!uncounted.empty()) TRY(connection_.execute(sql::delete_set_aside_ended));
  return static_cast<std::int64_t>(rows.size());
}

}  // namespace slipway::store
