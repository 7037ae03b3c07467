// What the engine's tasks move, part of SqlInstanceRepository: sets of instances and nodes, never a statement an item.
#include "adapters/store/row_mapping.h"
#include "adapters/store/run/instance_repository.h"
#include "adapters/store/run/instance_rows.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

std::vector<instance::JobInstance> to_job_instances(const Rows& rows, Unreadable unreadable = Unreadable::refused) {
  std::vector<instance::JobInstance> instances;
  instances.reserve(rows.size());
  for (const auto row : rows) instances.push_back(to_job_instance(row, unreadable));
  return instances;
}

std::vector<instance::NodeInstance> to_node_instances(const Rows& rows) {
  std::vector<instance::NodeInstance> nodes;
  nodes.reserve(rows.size());
  for (const auto row : rows) nodes.push_back(to_node_instance(row));
  return nodes;
}

std::vector<app::AttemptId> to_attempt_ids(const Rows& rows) {
  std::vector<app::AttemptId> ids;
  ids.reserve(rows.size());
  for (const auto row : rows) ids.push_back(to_attempt_id(row));
  return ids;
}

std::vector<app::NodeKey> to_node_keys(const Rows& rows) {
  std::vector<app::NodeKey> keys;
  for (const auto row : rows) keys.push_back({row.number_id<instance::JobInstanceId>("instance_id"), row.integer("ordinal")});
  return keys;
}

}  // namespace

Result<std::vector<instance::JobInstance>> SqlInstanceRepository::lock_to_admit(const std::vector<app::JobRoom>& jobs) {
  TRY_LET(rows, connection_.query(sql::lock_instances_to_admit, {{"jobs", room_set(jobs)}}));
  return to_job_instances(rows);
}

Result<std::optional<instance::JobInstanceId>> SqlInstanceRepository::find_first_to_admit(const app::JobKey& job) {
  TRY_LET(rows, connection_.query(sql::find_first_to_admit, {{"environment_id", job.environment}, {"object_id", job.job}}));
  if (rows.empty()) return std::optional<instance::JobInstanceId>();
  return std::optional(rows.front().number_id<instance::JobInstanceId>("id"));
}

Result<std::map<std::string, app::VersionKey>> SqlInstanceRepository::resolve_scripts(catalog::EnvironmentId environment,
                                                                                      catalog::GenerationNumber generation,
                                                                                      const std::vector<std::string>& names) {
  TRY_LET(rows, connection_.query(sql::resolve_scripts,
                                  {{"environment_id", environment}, {"generation", generation}, {"names", text_set(names)}}));
  std::map<std::string, app::VersionKey> scripts;
  for (const auto row : rows)
    scripts.emplace(row.text("name"), app::VersionKey{row.number_id<catalog::ObjectId>("object_id"), row.integer("version")});
  return scripts;
}

Result<std::vector<instance::JobInstance>> SqlInstanceRepository::lock(const app::InstanceIds& ids) {
  TRY_LET(rows, connection_.query(sql::lock_job_instances, {{"ids", id_set(ids)}}));
  return to_job_instances(rows, Unreadable::left_out);
}

Result<std::vector<instance::JobInstance>> SqlInstanceRepository::lock_free(const app::InstanceIds& ids) {
  TRY_LET(rows, connection_.query(sql::lock_free_job_instances, {{"ids", id_set(ids)}}));
  return to_job_instances(rows);
}

Result<app::LockedInstances> SqlInstanceRepository::lock_to_move(const app::InstanceIds& ids, const std::string& incarnation) {
  TRY_LET(rows, connection_.query(sql::lock_instances_to_move, {{"ids", id_set(ids)}, {"incarnation", incarnation}}));
  app::LockedInstances locked;
  locked.rows.reserve(rows.size());
  for (const auto row : rows) {
    locked.rows.push_back({to_job_instance(row), row.hex_id<catalog::ProjectId>("project_id")});
    locked.may_claim = row.flag("may_claim");
  }
  return locked;
}

Result<void> SqlInstanceRepository::update(const std::vector<app::InstanceChange>& changes) {
  using instance::InstanceState;
  std::vector<std::vector<Value>> rows;
  rows.reserve(changes.size());
  std::map<app::JobKey, Moved> moved;
  for (const auto& [job, was, is_counted] : changes) {
    rows.push_back({instance::to_text(job.facts.state), job.facts.is_failure_ignored, job.facts.is_stop_requested,
                    job.facts.has_failed, job.facts.unfinished_nodes, job.started_at, job.ended_at,
                    text_or_null(job.facts.message), job.id});
    if (!is_counted) continue;
    const auto gained = [&, before = was, after = job.facts.state](InstanceState state) {
      return static_cast<std::int64_t>(after == state) - static_cast<std::int64_t>(before == state);
    };
    auto& by = moved[{job.environment, job.job}];
    by.waiting += gained(InstanceState::waiting);
    by.running += gained(InstanceState::running);
  }
  TRY(connection_.execute_set(sql::update_job_instance, rows));
  return count(moved);
}

Result<app::Work> SqlInstanceRepository::look_for_work(const std::string& incarnation, base::Instant now) {
  TRY_LET(rows, connection_.query(sql::look_for_work, {{"incarnation", incarnation}, {"now", now}}));
  app::Work work;
  for (const auto row : rows) {
    work.may_admit = row.flag("may_admit");
    work.has_stops = row.flag("has_stops");
    work.running_count = row.integer("running_count");
    work.set_aside_count = row.integer("set_aside_count");
    work.next_try = row.optional_instant("next_try");
    const std::pair queue(to_enum(catalog::parse_executor_kind(row.view("kind"))),
                          to_enum(instance::parse_queue_class(row.view("queue_class"))));
    if (const auto ready_at = row.optional_instant("ready_at")) work.first_ready.emplace(queue, *ready_at);
  }
  return work;
}

Result<void> SqlInstanceRepository::make_ahead_ready(base::Instant now) {
  TRY(connection_.execute(sql::make_ahead_nodes_ready, {{"now", now}}));
  return {};
}

Result<std::vector<app::NodeKey>> SqlInstanceRepository::list_passable(std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_passable_nodes, {{"limit", limit}}));
  return to_node_keys(rows);
}

Result<std::vector<app::NodeKey>> SqlInstanceRepository::list_free(const std::vector<app::NodeKey>& nodes) {
  TRY_LET(rows, connection_.query(sql::list_free_nodes, {{"nodes", node_set(nodes)}}));
  return to_node_keys(rows);
}

Result<std::vector<instance::NodeInstance>> SqlInstanceRepository::claim_ready(const std::string& incarnation,
                                                                               const app::FreePlaces& places, base::Instant now) {
  TRY_LET(rows, connection_.query(sql::claim_ready_nodes, {{"incarnation", incarnation},
                                                           {"kind", catalog::to_text(places.kind)},
                                                           {"limit", places.all},
                                                           {"test_limit", places.tests},
                                                           {"now", now}}));
  return to_node_instances(rows);
}

Result<std::optional<instance::JobInstanceId>> SqlInstanceRepository::find_first_to_claim(const app::FreePlaces& places,
                                                                                          base::Instant now) {
  TRY_LET(rows, connection_.query(sql::find_first_to_claim,
                                  {{"kind", catalog::to_text(places.kind)}, {"test_limit", places.tests}, {"now", now}}));
  if (rows.empty()) return std::optional<instance::JobInstanceId>();
  return std::optional(rows.front().number_id<instance::JobInstanceId>("instance_id"));
}

Result<std::vector<app::ClaimedInstance>> SqlInstanceRepository::list_claimed(const app::InstanceIds& ids) {
  TRY_LET(rows, connection_.query(sql::list_claimed_instances, {{"ids", id_set(ids)}}));
  std::vector<app::ClaimedInstance> claimed;
  for (const auto row : rows) claimed.push_back({to_job_instance(row), row.hex_id<catalog::ProjectId>("project_id")});
  return claimed;
}

Result<std::map<app::VersionKey, std::string>> SqlInstanceRepository::list_contents(
    const std::vector<app::VersionKey>& versions) {
  TRY_LET(rows, connection_.query(sql::list_version_contents, {{"versions", version_set(versions)}}));
  std::map<app::VersionKey, std::string> contents;
  for (const auto row : rows)
    contents.emplace(app::VersionKey{row.number_id<catalog::ObjectId>("object_id"), row.integer("number")}, row.text("content"));
  return contents;
}

Result<void> SqlInstanceRepository::record_handles(const std::vector<app::HandleRecord>& handles) {
  std::vector<std::vector<Value>> nodes;
  for (const auto& [id, handle, log_server] : handles) {
    BASE_ASSERT(handle.text.size() <= app::handle_bytes_max);
    nodes.push_back(
        {text_or_null(handle.text), text_or_null(log_server), text_or_null(handle.log_path), id.instance, id.ordinal, id.fence});
  }
  return connection_.execute_set(sql::record_node_handle, nodes);
}

Result<std::vector<instance::NodeInstance>> SqlInstanceRepository::list_nodes(const std::vector<app::NodeKey>& keys) {
  TRY_LET(rows, connection_.query(sql::list_nodes_of_attempts, {{"nodes", node_set(keys)}}));
  return to_node_instances(rows);
}

Result<void> SqlInstanceRepository::update_nodes(const std::vector<instance::NodeInstance>& nodes, base::Instant now) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(nodes.size());
  for (const auto& node : nodes)
    rows.push_back({instance::to_text(node.facts.state), node.facts.waiting_for, node.facts.attempt, node.facts.tries,
                    node.facts.ready_at, node.facts.ready_pause.count(), text_or_null(node.holder), text_or_null(node.log_server),
                    text_or_null(node.log_path), node.started_at, node.holder.empty() ? Value() : Value(now), node.ended_at,
                    text_or_null(node.facts.message), node.fence, node.instance, node.ordinal});
  return connection_.execute_set(sql::update_node_instance, rows);
}

Result<void> SqlInstanceRepository::end_attempts(const std::vector<instance::AttemptEnd>& ends, base::Instant now) {
  std::vector<std::vector<Value>> ended;
  for (const auto& [id, outcome, log_server] : ends)
    if (outcome)
      ended.push_back({id.attempt, instance::to_text(outcome->kind), outcome->exit_code ? Value(*outcome->exit_code) : Value(),
                       text_or_null(log_server), text_or_null(outcome->log_path), now, text_or_null(outcome->message),
                       id.instance, id.ordinal});
  return connection_.execute_set(sql::insert_node_attempt, ended);
}

Result<std::map<instance::JobInstanceId, std::int64_t>> SqlInstanceRepository::skip_unstarted(const app::InstanceIds& ids,
                                                                                              base::Instant now) {
  TRY_LET(rows, connection_.query(sql::skip_unstarted_nodes, {{"ids", id_set(ids)}, {"now", now}}));
  std::map<instance::JobInstanceId, std::int64_t> counts;
  for (const auto row : rows) ++counts[row.number_id<instance::JobInstanceId>("instance_id")];
  return counts;
}

Result<std::int64_t> SqlInstanceRepository::stop_unstarted(instance::JobInstanceId id, base::Instant now) {
  TRY_LET(rows, connection_.query(sql::stop_unstarted_nodes, {{"instance_id", id}, {"now", now}}));
  return static_cast<std::int64_t>(rows.size());
}

Result<std::vector<app::AttemptId>> SqlInstanceRepository::list_running(const std::string& incarnation) {
  TRY_LET(rows, connection_.query(sql::list_running_attempts, {{"incarnation", incarnation}}));
  return to_attempt_ids(rows);
}

Result<std::vector<app::AttemptId>> SqlInstanceRepository::list_attempts_to_stop(const std::string& incarnation) {
  TRY_LET(rows, connection_.query(sql::list_attempts_to_stop, {{"incarnation", incarnation}}));
  return to_attempt_ids(rows);
}

Result<std::vector<app::LostAttempt>> SqlInstanceRepository::list_lost(std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_lost_attempts, {{"limit", limit}}));
  std::vector<app::LostAttempt> lost;
  for (const auto row : rows) lost.push_back(to_lost_attempt(row));
  return lost;
}

Result<void> SqlInstanceRepository::take_over(const std::vector<app::AttemptId>& attempts, const std::string& incarnation) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(attempts.size());
  for (const auto& id : attempts) rows.push_back({incarnation, id.instance, id.ordinal, id.attempt, id.fence});
  return connection_.execute_many(sql::take_over_node, rows);
}

}  // namespace slipway::store
