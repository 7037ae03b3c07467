#include "domain/instance/published_members.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "domain/catalog/job_rules.h"
#include "domain/catalog/node_types.h"
#include "domain/expression/parameter_substitution.h"
#include "domain/schedule/cron_spec.h"

namespace slipway::instance {
namespace {

using catalog::JobDefinition;
using catalog::Node;
using Fields = UnsupportedFields;
using enum MemberUse;

const catalog::CronSettings* cron_of(const JobDefinition& job) {
  const bool is_read = job.schedule.type == catalog::ScheduleType::cron && job.schedule.cron;
  return is_read ? &*job.schedule.cron : nullptr;
}

void object_to_events(const JobDefinition& job, Fields& fields) {
  if (job.schedule.type == catalog::ScheduleType::event) fields.push_back({"schedule.type", "EVENT", {}});
}

void object_to_letters_in_cron(const JobDefinition& job, Fields& fields) {
  const auto* cron = cron_of(job);
  if (cron == nullptr) return;
  const auto spec = schedule::CronSpec::parse(cron->expression);
  if (!spec && spec.error().code == "schedule.not_yet") fields.push_back({"schedule.cron.expression", cron->expression, {}});
}

void object_to_self_dependency(const JobDefinition& job, Fields& fields) {
  const auto* cron = cron_of(job);
  if (cron != nullptr && cron->depends_on_previous_period) fields.push_back({"schedule.cron.dependPrePeriod", "true", {}});
}

void object_to_dependencies(const JobDefinition& job, Fields& fields) {
  const auto* cron = cron_of(job);
  if (cron != nullptr && !cron->dependencies.empty()) fields.push_back({"schedule.cron.dependJobs", {}, {}});
}

void object_to_expressions_in_parameters(const JobDefinition& job, Fields& fields) {
  for (const auto& parameter : job.parameters)
    if (expression::contains_expression(parameter.value)) fields.push_back({"params." + parameter.name, "#{...}", {}});
}

void object_to_real_time(const JobDefinition& job, Fields& fields) {
  if (job.process_type == catalog::ProcessType::real_time) fields.push_back({"processType", "REAL_TIME", {}});
}

// Waiting instances would be cancelled after so many days.
void object_to_overdue_days(const JobDefinition& job, Fields& fields) {
  if (job.clean_overdue_days > 0) fields.push_back({"cleanOverdueDays", std::to_string(job.clean_overdue_days), {}});
}

// "0" or "false": never.
void object_to_cleaning(const JobDefinition& job, Fields& fields) {
  const auto& word = job.clean_waiting_job;
  const bool is_never = word.empty() || word == "0" || base::equals_ignoring_ascii_case(word, "false");
  if (!is_never) fields.push_back({"cleanWaitingJob", word, {}});
}

void object_to_conditions(const Node& node, Fields& fields) {
  if (node.has_conditions) fields.push_back({"conditions", {}, node.name});
}

void object_to_event_trigger(const Node& node, Fields& fields) {
  if (node.has_event_trigger) fields.push_back({"eventTrigger", {}, node.name});
}

void object_to_cron_trigger(const Node& node, Fields& fields) {
  if (node.has_cron_trigger) fields.push_back({"cronTrigger", {}, node.name});
}

void object_to_fail_policy(const Node& node, Fields& fields) {
  if (node.fail_policy == catalog::FailPolicy::fail_child) fields.push_back({"failPolicy", "FAIL_CHILD", node.name});
  if (node.fail_policy == catalog::FailPolicy::suspend) fields.push_back({"failPolicy", "SUSPEND", node.name});
}

void object_to_expressions(const Node& node, Fields& fields) {
  for (const auto& property : node.properties)
    if (expression::contains_expression(property.value)) fields.push_back({property.name, "#{...}", node.name});
}

bool runs_text(const Node& node) { return catalog::runs_text(node.type); }

// Nothing, where the property is absent or empty.
std::string_view value_of(const Node& node, std::string_view property) {
  const auto* value = node.property(property);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

void object_to_connection(const Node& node, Fields& fields) {
  const auto connection = value_of(node, "connectionName");
  const bool is_local = connection.empty() || connection == "local";
  if (runs_text(node) && !is_local) fields.push_back({"connectionName", std::string(connection), node.name});
}

void object_to_dry_run_word(const Node& node, Fields& fields) {
  const auto word = value_of(node, "emptyRunningJob");
  const bool is_known = word.empty() || word == "0" || word == "1";
  if (!is_known) fields.push_back({"emptyRunningJob", std::string(word), node.name});
}

void object_to_python_version(const Node& node, Fields& fields) {
  const auto version = value_of(node, "pythonVersion");
  const bool is_three = version.empty() || version == "3" || base::equals_ignoring_ascii_case(version, "python 3") ||
                        base::equals_ignoring_ascii_case(version, "python3");
  if (node.type == catalog::python_node_type && !is_three) fields.push_back({"pythonVersion", std::string(version), node.name});
}

void object_to_input(const Node& node, Fields& fields) {
  if (runs_text(node) && !value_of(node, "interactiveInput").empty()) fields.push_back({"interactiveInput", {}, node.name});
}

void object_to_resources(const Node& node, Fields& fields) {
  if (runs_text(node) && !value_of(node, "resources").empty()) fields.push_back({"resources", {}, node.name});
}

void object_to_retry_condition(const Node& node, Fields& fields) {
  const auto codes = value_of(node, "retryCondition");
  if (runs_text(node) && !codes.empty()) fields.push_back({"retryCondition", std::string(codes), node.name});
}

// "-1": none, as clients write it.
void object_to_task_group(const Node& node, Fields& fields) {
  const auto group = value_of(node, "taskWorkGroupId");
  const bool is_none = group.empty() || group == "-1";
  if (!is_none) fields.push_back({"taskWorkGroupId", std::string(group), node.name});
}

constexpr std::array all_job_members{
    JobMember{"name", kept},
    JobMember{"nodes", honoured},
    JobMember{"schedule.type", honoured, object_to_events},
    JobMember{"schedule.event", kept},  // read by EVENT schedules alone, which schedule.type refuses
    JobMember{"schedule.cron.startTime", honoured},
    JobMember{"schedule.cron.endTime", honoured},
    JobMember{"schedule.cron.expression", honoured, object_to_letters_in_cron},
    JobMember{"schedule.cron.expressionTimeZone", honoured},
    JobMember{"schedule.cron.intervalType", kept},  // the unit that an editor shows; the expression says it all
    JobMember{"schedule.cron.concurrent", honoured},
    JobMember{"schedule.cron.dependPrePeriod", refused, object_to_self_dependency},
    JobMember{"schedule.cron.dependJobs", refused, object_to_dependencies},
    JobMember{"params", honoured, object_to_expressions_in_parameters},
    JobMember{"processType", honoured, object_to_real_time},
    JobMember{"emptyRunningJob", honoured},
    JobMember{"cleanOverdueDays", refused, object_to_overdue_days},
    JobMember{"cleanWaitingJob", refused, object_to_cleaning},
    JobMember{"directory", kept},
    JobMember{"description", kept},
    JobMember{"singleNodeJobFlag", kept},
    JobMember{"singleNodeJobType", kept},
    JobMember{"lastUpdateUser", kept},
    JobMember{"logPath", kept},  // logs lie in the server's data directory
    JobMember{"basicConfig.owner", kept},
    JobMember{"basicConfig.agency", kept},
    JobMember{"basicConfig.executeUser", kept},
    JobMember{"basicConfig.priority", kept},         // a label in the original too
    JobMember{"basicConfig.instanceTimeout", kept},  // a notice is sent, the job goes on
    JobMember{"basicConfig.isIgnoreWaiting", kept},  // from when on that notice counts
    JobMember{"basicConfig.customFields", kept},
    JobMember{"basicConfig.tags", kept},
    JobMember{"targetStatus", kept},
    JobMember{"approvers", kept},
};

constexpr std::array all_node_members{
    NodeMember{"name", kept},
    NodeMember{"type", honoured},  // which types run here is the server's to say: see the support policy
    NodeMember{"location", kept},
    NodeMember{"preNodeName", honoured},
    NodeMember{"conditions", refused, object_to_conditions},
    NodeMember{"properties", honoured, object_to_expressions},
    NodeMember{"pollingInterval", kept},  // the server is told when a process ends
    NodeMember{"execTimeOutRetry", honoured},
    NodeMember{"maxExecutionTime", honoured},
    NodeMember{"retryTimes", honoured},
    NodeMember{"retryInterval", honoured},
    NodeMember{"failPolicy", honoured, object_to_fail_policy},
    NodeMember{"eventTrigger", refused, object_to_event_trigger},
    NodeMember{"cronTrigger", refused, object_to_cron_trigger},
};

constexpr std::array all_node_properties{
    NodeMember{"statement", honoured},
    NodeMember{"scriptName", honoured},
    NodeMember{"statementOrScript", honoured},
    NodeMember{"arguments", honoured},
    NodeMember{"scriptArgs", honoured},
    NodeMember{"emptyRunningJob", honoured, object_to_dry_run_word},
    NodeMember{"connectionName", refused, object_to_connection},
    NodeMember{"pythonVersion", refused, object_to_python_version},
    NodeMember{"interactiveInput", refused, object_to_input},
    NodeMember{"resources", refused, object_to_resources},
    NodeMember{"retryCondition", refused, object_to_retry_condition},
    NodeMember{"taskWorkGroupId", refused, object_to_task_group},
};

}  // namespace

std::span<const JobMember> job_members() { return all_job_members; }
std::span<const NodeMember> node_members() { return all_node_members; }
std::span<const NodeMember> node_properties() { return all_node_properties; }

}  // namespace slipway::instance
