#include "adapters/http/compatible/run_dto_mapping.h"

#include <algorithm>
#include <array>

#include "adapters/http/shared_values.h"
#include "base/assert.h"
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

// How long it ran; none before its end.
std::optional<std::int64_t> execute_time_of(const instance::JobInstance& instance) {
  if (!instance.started_at || !instance.ended_at) return std::nullopt;
  return std::chrono::floor<std::chrono::milliseconds>(*instance.ended_at - *instance.started_at).count();
}

std::string_view status_word_of(app::ScheduleStatus status) {
  switch (status) {
    case app::ScheduleStatus::scheduling: return "NORMAL";
    case app::ScheduleStatus::paused: return "PAUSE";
    case app::ScheduleStatus::stopped: return "STOPPED";
  }
  base::unreachable();
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

Result<std::vector<catalog::JobParameter>> to_job_parameters(const std::optional<std::vector<api::JobParam>>& list) {
  base::Json::Array parameters;
  for (const auto& parameter : list.value_or(std::vector<api::JobParam>{})) {
    base::Json item = base::Json::Object{{"name", parameter.name}, {"value", parameter.value}};
    if (parameter.type) item.set("type", *parameter.type);
    if (parameter.param_type) item.set("paramType", *parameter.param_type);
    parameters.push_back(std::move(item));
  }
  return catalog::parse_job_parameters(base::Json(std::move(parameters)), "jobParams");
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

}  // namespace slipway::http
