#include "adapters/http/run_dto_mapping.h"

#include <algorithm>
#include <array>

#include "base/instant.h"
#include "base/json.h"
#include "base/text.h"

namespace slipway::http {

namespace {

constexpr std::array words_of_no_run_yet{std::string_view("running-exception"), std::string_view("pause"),
                                         std::string_view("freeze"), std::string_view("skip-by-depend")};

std::optional<std::int64_t> milliseconds_of(const std::optional<base::Instant>& instant) {
  if (!instant) return std::nullopt;
  return base::to_milliseconds(*instant);
}

std::optional<std::string> milliseconds_text_of(const std::optional<base::Instant>& instant) {
  if (!instant) return std::nullopt;
  return std::to_string(base::to_milliseconds(*instant));
}

std::optional<std::string> instant_text_of(const std::optional<base::Instant>& instant) {
  if (!instant) return std::nullopt;
  return base::format_instant(*instant);
}

std::optional<std::string> text_unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

// How long it ran; none before its end.
std::optional<std::int64_t> execute_time_of(const instance::JobInstance& instance) {
  if (!instance.started_at || !instance.ended_at) return std::nullopt;
  return std::chrono::floor<std::chrono::milliseconds>(*instance.ended_at - *instance.started_at).count();
}

std::string_view kind_word(instance::InstanceKind kind) {
  switch (kind) {
    case instance::InstanceKind::scheduled: return "scheduled";
    case instance::InstanceKind::test_run: return "test";
    case instance::InstanceKind::backfill: return "backfill";
    case instance::InstanceKind::subjob: return "subjob";
    case instance::InstanceKind::run_once: return "run_once";
  }
  return "scheduled";
}

std::string_view status_word_of(app::ScheduleStatus status) {
  switch (status) {
    case app::ScheduleStatus::scheduling: return "NORMAL";
    case app::ScheduleStatus::paused: return "PAUSE";
    case app::ScheduleStatus::stopped: return "STOPPED";
  }
  return "STOPPED";
}

api::NodeInstanceRow to_node_row(const instance::NodeInstance& node, const instance::JobInstance& instance) {
  api::NodeInstanceRow row;
  row.node_name = node.name;
  row.status = node_word(node.facts.state);
  row.plan_time = base::to_milliseconds(instance.plan_time);
  row.start_time = milliseconds_of(node.started_at).value_or(0);
  row.end_time = milliseconds_of(node.ended_at);
  row.type = node.type;
  row.retry_times = std::max<std::int64_t>(node.facts.attempt - 1, 0);
  row.instance_id = instance.id.number;
  row.log_path = text_unless_empty(node.log_path);
  return row;
}

// In the words of the nodes' states; what an attempt alone can be keeps its own.
std::string status_of_outcome(instance::Outcome outcome) {
  if (outcome == instance::Outcome::succeeded) return std::string(instance::to_text(instance::NodeState::success));
  if (outcome == instance::Outcome::failed) return std::string(instance::to_text(instance::NodeState::fail));
  return std::string(instance::to_text(outcome));
}

api::NodeAttempt to_attempt_detail(const instance::Attempt& attempt) {
  api::NodeAttempt detail;
  detail.attempt = static_cast<std::int32_t>(attempt.attempt);
  detail.status = attempt.outcome ? status_of_outcome(attempt.outcome->kind) : "running";
  if (attempt.outcome && attempt.outcome->exit_code) detail.exit_code = static_cast<std::int32_t>(*attempt.outcome->exit_code);
  detail.started_at = base::format_instant(attempt.started_at);
  detail.ended_at = instant_text_of(attempt.ended_at);
  if (attempt.outcome) detail.message = text_unless_empty(attempt.outcome->message);
  return detail;
}

api::NodeDetail to_node_detail(const instance::NodeInstance& node) {
  api::NodeDetail detail;
  detail.name = node.name;
  detail.type = node.type;
  detail.status = instance::to_text(node.facts.state);
  detail.message = text_unless_empty(node.facts.message);
  if (node.script) detail.script_version = node.script_version;
  return detail;
}

}  // namespace

std::string_view instance_word(instance::InstanceState state) {
  return state == instance::InstanceState::stopped ? "manual-stop" : instance::to_text(state);
}

std::string_view node_word(instance::NodeState state) {
  if (state == instance::NodeState::ready) return "waiting";
  return state == instance::NodeState::stopped ? "manual-stop" : instance::to_text(state);
}

Result<std::vector<instance::InstanceState>> parse_instance_words(std::string_view words) {
  std::vector<instance::InstanceState> states;
  for (const auto part : base::split(words, ',')) {
    const auto word = base::trim(part);
    const auto state = std::ranges::find(instance::all_instance_states, word, instance_word);
    if (state != instance::all_instance_states.end()) states.push_back(*state);
    else if (std::ranges::find(words_of_no_run_yet, word) == words_of_no_run_yet.end())
      return base::invalid_argument("request.not_valid",
                                    "status must be of waiting, running, success, fail, running-exception, pause, manual-stop");
  }
  return states;
}

Result<instance::JobInstanceId> parse_instance_id(std::string_view text) {
  const auto id = instance::JobInstanceId::parse(text);
  if (!id) return base::not_found("instance.not_found", "there is no job instance '" + std::string(text) + "'");
  return *id;
}

Result<std::vector<catalog::JobParameter>> to_job_parameters(const std::optional<std::vector<api::JobParam>>& list) {
  base::Json::Array parameters;
  for (const auto& parameter : list.value_or(std::vector<api::JobParam>{})) {
    base::Json item = base::Json::Object{{"name", parameter.name}, {"value", parameter.value}};
    if (parameter.type) item.set("type", *parameter.type);
    if (parameter.param_type) item.set("paramType", *parameter.param_type);
    parameters.push_back(std::move(item));
  }
  return catalog::parse_job_parameters(base::Json(std::move(parameters)));
}

Result<std::vector<catalog::JobParameter>> to_job_parameters(const std::optional<std::vector<api::RunParameter>>& list) {
  base::Json::Array parameters;
  for (const auto& parameter : list.value_or(std::vector<api::RunParameter>{}))
    parameters.push_back(base::Json::Object{{"name", parameter.name}, {"value", parameter.value}});
  return catalog::parse_job_parameters(base::Json(std::move(parameters)));
}

api::JobInstanceRow to_instance_row(const instance::JobInstance& instance) {
  api::JobInstanceRow row;
  row.job_name = instance.job_name;
  row.status = instance_word(instance.facts.state);
  row.plan_time = base::to_milliseconds(instance.plan_time);
  row.start_time = milliseconds_of(instance.started_at);
  row.end_time = milliseconds_of(instance.ended_at);
  row.execute_time = execute_time_of(instance);
  row.submit_time = base::to_milliseconds(instance.submitted_at);
  row.instance_id = instance.id.number;
  row.job_id = instance.job.number;
  row.job_instance_name = instance.job_name + "_" + instance.id.text();
  row.instance_type = static_cast<std::int64_t>(instance.kind);
  row.version = instance.version;
  row.ignore_success = instance::succeeded_by_ignoring(instance.facts);
  row.force_success = false;
  row.error_message = text_unless_empty(instance.facts.message);
  return row;
}

api::ShowJobInstanceResponse to_instance_response(const app::InstanceView& view) {
  const auto& instance = view.instance;
  api::ShowJobInstanceResponse response;
  response.job_name = instance.job_name;
  response.instance_id = instance.id.number;
  response.status = instance_word(instance.facts.state);
  response.plan_time = base::to_milliseconds(instance.plan_time);
  response.start_time = milliseconds_of(instance.started_at);
  response.end_time = milliseconds_of(instance.ended_at);
  response.execute_time = execute_time_of(instance);
  response.total = static_cast<std::int64_t>(view.nodes.size());
  response.nodes.reserve(view.nodes.size());
  for (const auto& node : view.nodes) response.nodes.push_back(to_node_row(node, instance));
  response.instance_type = static_cast<std::int64_t>(instance.kind);
  response.force_success = false;
  response.ignore_success = instance::succeeded_by_ignoring(instance.facts);
  return response;
}

api::ShowJobStatusResponse to_status_response(const app::JobStatus& status) {
  api::ShowJobStatusResponse response;
  response.name = status.name;
  response.status = status_word_of(status.status);
  response.starttime = milliseconds_text_of(status.started_at);
  response.end_time = milliseconds_text_of(status.ended_at);
  response.last_update_time = milliseconds_text_of(status.updated_at);
  response.create_user = text_unless_empty(status.created_by);
  response.last_modifiy_user = text_unless_empty(status.updated_by);
  return response;
}

api::InstanceDetail to_instance_detail(const app::InstanceView& view) {
  const auto& instance = view.instance;
  api::InstanceDetail detail;
  detail.instance_id = instance.id.text();
  detail.job_id = instance.job.text();
  detail.job_name = instance.job_name;
  detail.environment = view.environment_name;
  detail.status = instance::to_text(instance.facts.state);
  detail.type = kind_word(instance.kind);
  detail.by_deployment = static_cast<bool>(instance.starter);
  detail.plan_time = base::format_instant(instance.plan_time);
  detail.submitted_at = base::format_instant(instance.submitted_at);
  detail.started_at = instant_text_of(instance.started_at);
  detail.ended_at = instant_text_of(instance.ended_at);
  detail.version = instance.version;
  if (instance.kind != instance::InstanceKind::test_run) detail.generation = instance.generation;
  detail.message = text_unless_empty(instance.facts.message);
  detail.parameters.emplace();
  auto values = instance.parameters.own;
  values.insert(instance.parameters.given.begin(), instance.parameters.given.end());
  for (const auto& [name, value] : values) detail.parameters->push_back({name, value});
  detail.nodes.reserve(view.nodes.size());
  for (const auto& node : view.nodes) detail.nodes.push_back(to_node_detail(node));
  for (const auto& attempt : view.attempts) {
    const auto position = static_cast<std::size_t>(attempt.ordinal);
    if (position < detail.nodes.size()) detail.nodes[position].attempts.push_back(to_attempt_detail(attempt));
  }
  return detail;
}

}  // namespace slipway::http
