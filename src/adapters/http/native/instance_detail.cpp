#include "adapters/http/native/instance_detail.h"

#include "adapters/http/shared_values.h"
#include "base/assert.h"
#include "base/instant.h"
#include "base/json.h"

namespace slipway::http {

namespace {

std::optional<std::string> instant_text_of(const std::optional<base::Instant>& instant) {
  if (!instant) return std::nullopt;
  return base::format_instant(*instant);
}

std::string_view kind_word(instance::InstanceKind kind) {
  switch (kind) {
    case instance::InstanceKind::scheduled: return "scheduled";
    case instance::InstanceKind::test_run: return "test";
    case instance::InstanceKind::backfill: return "backfill";
    case instance::InstanceKind::subjob: return "subjob";
    case instance::InstanceKind::run_once: return "run_once";
  }
  base::unreachable();
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

Result<std::vector<catalog::JobParameter>> to_job_parameters(const std::optional<std::vector<api::RunParameter>>& list) {
  base::Json::Array parameters;
  for (const auto& parameter : list.value_or(std::vector<api::RunParameter>{}))
    parameters.push_back(base::Json::Object{{"name", parameter.name}, {"value", parameter.value}});
  return catalog::parse_job_parameters(base::Json(std::move(parameters)), "parameters");
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
