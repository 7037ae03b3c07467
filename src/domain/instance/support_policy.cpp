#include "domain/instance/support_policy.h"

#include <algorithm>

#include "base/text.h"
#include "domain/catalog/node_types.h"
#include "domain/expression/parameter_substitution.h"
#include "domain/schedule/cron_spec.h"

namespace slipway::instance {
namespace {

constexpr std::size_t named_fields_max = 5;

using Fields = std::vector<UnsupportedField>;

void add_schedule_fields(const catalog::Schedule& schedule, Fields& fields) {
  if (schedule.type == catalog::ScheduleType::event) fields.push_back({"schedule.type", "EVENT", {}});
  if (schedule.type != catalog::ScheduleType::cron || !schedule.cron) return;
  const auto& cron = *schedule.cron;
  if (cron.has_dependencies) fields.push_back({"schedule.cron.dependJobs", {}, {}});
  if (cron.depends_on_previous_period) fields.push_back({"schedule.cron.dependPrePeriod", "true", {}});
  const auto spec = schedule::CronSpec::parse(cron.expression);
  if (!spec && spec.error().code == "schedule.not_yet") fields.push_back({"schedule.cron.expression", cron.expression, {}});
}

bool is_foreign(std::string_view connection) { return !connection.empty() && connection != "local"; }

bool has_foreign_connection(const catalog::Node& node) {
  if (!catalog::runs_text(node.type)) return false;
  const auto* connection = node.property("connectionName");
  return connection != nullptr && is_foreign(*connection);
}

void add_script_fields(const catalog::Node& node, const catalog::ScriptDefinition& script, Fields& fields) {
  // Node types and script types are the same words in different spellings: Python and PYTHON.
  if (!base::equals_ignoring_ascii_case(script.type, node.type)) fields.push_back({"type", script.type, node.name, script.name});
  if (is_foreign(script.connection_name)) fields.push_back({"connectionName", script.connection_name, node.name, script.name});
  if (expression::contains_expression(script.content)) fields.push_back({"content", "#{...}", node.name, script.name});
}

void add_node_fields(const catalog::Node& node, Fields& fields) {
  if (catalog::find_node_type(node.type) == nullptr) fields.push_back({"type", node.type, node.name});
  if (node.has_conditions) fields.push_back({"conditions", {}, node.name});
  if (node.has_event_trigger) fields.push_back({"eventTrigger", {}, node.name});
  if (node.has_cron_trigger) fields.push_back({"cronTrigger", {}, node.name});
  if (node.fail_policy == catalog::FailPolicy::fail_child) fields.push_back({"failPolicy", "FAIL_CHILD", node.name});
  if (node.fail_policy == catalog::FailPolicy::suspend) fields.push_back({"failPolicy", "SUSPEND", node.name});
  if (has_foreign_connection(node)) fields.push_back({"connectionName", *node.property("connectionName"), node.name});
  for (const auto& property : node.properties)
    if (expression::contains_expression(property.value)) fields.push_back({property.name, "#{...}", node.name});
}

void add_parameter_fields(const std::vector<catalog::JobParameter>& parameters, std::string_view list, Fields& fields) {
  for (const auto& parameter : parameters)
    if (expression::contains_expression(parameter.value))
      fields.push_back({std::string(list) + "." + parameter.name, "#{...}", {}});
}

std::string describe(const UnsupportedField& field) {
  std::string text = field.field;
  if (!field.value.empty()) text += " " + field.value;
  if (!field.script.empty()) text += " of script " + field.script;
  if (!field.node.empty()) text += " of node " + field.node;
  return text;
}

Result<void> refuse_unsupported(std::string_view job_name, const Fields& fields) {
  if (fields.empty()) return {};
  std::string message = "job " + std::string(job_name) + " cannot run yet: not supported is ";
  for (std::size_t i = 0; i < std::min(fields.size(), named_fields_max); ++i)
    message += (i == 0 ? "" : ", ") + describe(fields[i]);
  if (fields.size() > named_fields_max) message += " and " + std::to_string(fields.size() - named_fields_max) + " more";
  return base::invalid_argument("run.not_yet_supported", message);
}

}  // namespace

Fields not_yet_supported(const catalog::JobDefinition& job) {
  Fields fields;
  if (job.process_type == catalog::ProcessType::real_time) fields.push_back({"processType", "REAL_TIME", {}});
  add_schedule_fields(job.schedule, fields);
  add_parameter_fields(job.parameters, "params", fields);
  for (const auto& node : job.nodes) add_node_fields(node, fields);
  return fields;
}

Result<void> check_supported(const catalog::JobDefinition& job) { return refuse_unsupported(job.name, not_yet_supported(job)); }

Result<void> check_script_supported(std::string_view job_name, const catalog::Node& node,
                                    const catalog::ScriptDefinition& script) {
  Fields fields;
  add_script_fields(node, script, fields);
  return refuse_unsupported(job_name, fields);
}

Result<void> check_supported(std::string_view job_name, const std::vector<catalog::JobParameter>& parameters) {
  Fields fields;
  add_parameter_fields(parameters, "jobParams", fields);
  return refuse_unsupported(job_name, fields);
}

}  // namespace slipway::instance
