#include "adapters/store/run/instance_rows.h"

#include <optional>
#include <utility>

#include "adapters/store/row_mapping.h"
#include "base/json.h"

namespace slipway::store {

namespace {

// [{"first":1,"second":2}] of pairs that `numbers` takes apart.
template <class Items, class Numbers>
std::string number_object_set(const Items& items, std::string_view first, std::string_view second, Numbers numbers) {
  std::string text = "[";
  for (const auto& item : items) {
    const auto [one, two] = numbers(item);
    if (text.size() > 1) text += ',';
    text.append("{\"").append(first).append("\":").append(std::to_string(one));
    text.append(",\"").append(second).append("\":").append(std::to_string(two)).append("}");
  }
  return text + "]";
}

// None: no JSON object of texts and given texts.
std::optional<instance::RunParameters> read_run_parameters(std::string_view json) {
  instance::RunParameters parameters;
  const auto parsed = base::parse_json(json);
  if (!parsed || parsed->if_object() == nullptr) return std::nullopt;
  for (const auto& [name, value] : *parsed->if_object()) {
    if (const auto* text = value.if_string()) parameters.own.emplace(name, *text);
    if (const auto* given = value.find("given")) {
      if (given->if_string() == nullptr) return std::nullopt;
      parameters.given.emplace(name, *given->if_string());
    }
  }
  return parameters;
}

}  // namespace

instance::JobInstance to_job_instance(const Row& row, Unreadable unreadable) {
  instance::JobInstance job;
  job.id = row.number_id<instance::JobInstanceId>("id");
  job.workspace = row.hex_id<catalog::WorkspaceId>("workspace_id");
  job.environment = row.number_id<catalog::EnvironmentId>("environment_id");
  job.job = row.number_id<catalog::ObjectId>("object_id");
  job.job_name = row.text("job_name");
  job.kind = to_enum(instance::parse_instance_kind(row.integer("kind")));
  job.plan_time = row.instant("plan_time");
  job.version = row.integer("version");
  job.generation = row.integer("generation");
  job.starter = row.number_id<instance::StarterId>("deployment_id");
  job.definition = row.optional_text("definition");
  // A run that is being stopped needs them no more.
  const bool may_leave_out = unreadable == Unreadable::left_out || row.flag("is_stop_requested");
  if (auto parameters = read_run_parameters(row.view("parameters"))) job.parameters = std::move(*parameters);
  else if (may_leave_out) job.unreadable = "its parameters";
  else throw UnreadableRow("parameters that are no JSON object of texts");
  job.facts.state = to_enum(instance::parse_instance_state(row.view("state")));
  job.facts.is_failure_ignored = row.flag("is_failure_ignored");
  job.facts.is_stop_requested = row.flag("is_stop_requested");
  job.facts.has_failed = row.flag("has_failed");
  job.facts.unfinished_nodes = row.integer("unfinished_nodes");
  job.created_by = row.hex_id<catalog::UserId>("created_by");
  job.submitted_at = row.instant("submitted_at");
  job.started_at = row.optional_instant("started_at");
  job.ended_at = row.optional_instant("ended_at");
  job.facts.message = row.optional_text("message").value_or("");
  return job;
}

instance::NodeInstance to_node_instance(const Row& row, Unreadable unreadable) {
  instance::NodeInstance node;
  node.instance = row.number_id<instance::JobInstanceId>("instance_id");
  node.ordinal = row.integer("ordinal");
  node.name = row.text("name");
  node.type = row.text("type");
  const auto kind = catalog::parse_executor_kind(row.view("kind"));
  if (kind || unreadable == Unreadable::refused) node.kind = to_enum(kind);
  node.queue_class = to_enum(instance::parse_queue_class(row.view("queue_class")));
  node.facts.state = to_enum(instance::parse_node_state(row.view("state")));
  node.facts.waiting_for = row.integer("waiting_for");
  node.facts.attempt = row.integer("attempt");
  node.facts.tries = row.integer("tries");
  node.facts.ready_at = row.optional_instant("ready_at");
  node.script = row.number_id<catalog::ObjectId>("script_object_id");
  node.script_version = row.optional_integer("script_version").value_or(0);
  node.script_content = row.optional_text("script_content");
  node.holder = row.optional_text("holder_incarnation").value_or("");
  node.fence = row.integer("fence");
  node.log_server = row.optional_text("log_server").value_or("");
  node.log_path = row.optional_text("log_path").value_or("");
  node.started_at = row.optional_instant("started_at");
  node.ended_at = row.optional_instant("ended_at");
  node.facts.message = row.optional_text("message").value_or("");
  return node;
}

instance::AttemptId to_attempt_id(const Row& row) {
  return {row.number_id<instance::JobInstanceId>("instance_id"), row.integer("ordinal"), row.integer("attempt"),
          row.integer("fence")};
}

app::LostAttempt to_lost_attempt(const Row& row) {
  return {.id = to_attempt_id(row),
          .workspace_id = row.text("workspace_id"),
          .node_name = row.text("name"),
          .node_type = row.text("type"),
          .handle = row.optional_text("handle").value_or("")};
}

app::JobKey to_job_key(const Row& row) {
  return {row.number_id<catalog::EnvironmentId>("environment_id"), row.number_id<catalog::ObjectId>("object_id")};
}

std::string format_parameters(const expression::Parameters& parameters) {
  base::Json::Object members;
  for (const auto& [name, value] : parameters) members.emplace_back(name, value);
  return base::format_json(base::Json(std::move(members)));
}

std::optional<expression::Parameters> read_parameters(std::string_view json) {
  expression::Parameters parameters;
  const auto parsed = base::parse_json(json);
  if (!parsed || parsed->if_object() == nullptr) return std::nullopt;
  for (const auto& [name, value] : *parsed->if_object())
    if (const auto* text = value.if_string()) parameters.emplace(name, *text);
  return parameters;
}

std::string format_run_parameters(const instance::RunParameters& parameters) {
  base::Json::Object members;
  for (const auto& [name, value] : parameters.own) members.emplace_back(name, value);
  for (const auto& [name, value] : parameters.given) members.emplace_back(name, base::Json::Object{{"given", value}});
  return base::format_json(base::Json(std::move(members)));
}

std::string job_set(const std::vector<app::JobKey>& keys) {
  return number_object_set(keys, "environment", "job",
                           [](const app::JobKey& key) { return std::pair(key.environment.number, key.job.number); });
}

std::string node_set(const std::vector<app::NodeKey>& keys) {
  return number_object_set(keys, "instance", "ordinal",
                           [](const app::NodeKey& key) { return std::pair(key.instance.number, key.ordinal); });
}

std::string version_set(const std::vector<app::VersionKey>& versions) {
  return number_object_set(versions, "object", "version",
                           [](const app::VersionKey& key) { return std::pair(key.object.number, key.version); });
}

std::string room_set(const std::vector<app::JobRoom>& jobs) {
  std::string text = "[";
  for (const auto& [key, room] : jobs) {
    if (text.size() > 1) text += ',';
    text.append("{\"environment\":").append(key.environment.text());
    text.append(",\"job\":").append(key.job.text());
    text.append(",\"room\":").append(std::to_string(room)).append("}");
  }
  return text + "]";
}

std::string text_set(const std::vector<std::string>& texts) {
  std::string text = "[";
  for (const auto& item : texts) {
    if (text.size() > 1) text += ',';
    base::append_json_string(text, item);
  }
  return text + "]";
}

}  // namespace slipway::store
