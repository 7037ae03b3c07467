#include "domain/catalog/job_definition.h"

#include <utility>

#include "base/regex.h"
#include "domain/catalog/definition_reader.h"
#include "domain/catalog/names.h"

namespace slipway::catalog {

namespace {

constexpr std::size_t short_text_length_max = 255;
constexpr std::size_t long_text_length_max = 1'024;
constexpr std::size_t property_length_max = 4 * 1024 * 1024;  // a statement lies in a property
constexpr std::size_t parameter_name_length_max = 64;
constexpr std::size_t parameter_value_length_max = 1'024;
constexpr std::string_view value_code = "job.value_not_valid";
constexpr std::string_view schedule_code = "job.schedule_not_valid";
constexpr std::string_view parameter_code = "job.parameter_not_valid";
constexpr std::string_view description_code = "job.description_not_valid";
constexpr std::string_view process_type_code = "job.process_type_not_valid";

FailPolicy to_fail_policy(std::string_view word) {
  if (word == "FAIL_CHILD") return FailPolicy::fail_child;
  if (word == "IGNORE") return FailPolicy::ignore;
  if (word == "SUSPEND") return FailPolicy::suspend;
  return FailPolicy::fail;
}

void read_workspace_jobs(DefinitionReader& reader, std::string_view member, CronSettings& cron) {
  const auto& list = reader.list(member);
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto job = reader.element(member, i, list[i]);
    const auto name = job.required_text("jobName", name_length_max);
    const auto workspace = job.text("workSpaceId", short_text_length_max);
    job.text("workSpace", short_text_length_max);
    job.text("dependType", short_text_length_max);
    job.flag("dependOnLastPeriod");
    job.integer("dependOnLastNPeriodValue", 1, 30);
    cron.dependencies.push_back({name, member == "otherWorkSpaceJobs" ? workspace : std::string()});
  }
}

CronSettings read_cron(DefinitionReader reader) {
  CronSettings cron;
  cron.start_time = reader.text("startTime", 64);
  cron.end_time = reader.text("endTime", 64);
  cron.expression = reader.text("expression", short_text_length_max);
  cron.time_zone = reader.text("expressionTimeZone", 64);
  cron.interval_type = reader.text("intervalType", 64);
  cron.concurrent = reader.integer("concurrent", 1, 128);
  cron.depends_on_previous_period = reader.flag("dependPrePeriod");
  if (auto depends = reader.filled_object("dependJobs")) {
    for (auto& name : depends->text_list("jobs", name_length_max)) cron.dependencies.push_back({std::move(name), {}});
    depends->one_of("dependPeriod", {"SAME_PERIOD", "PRE_PERIOD"});
    depends->one_of("dependFailPolicy", {"FAIL", "IGNORE", "SUSPEND"});
    read_workspace_jobs(*depends, "sameWorkSpaceJobs", cron);
    read_workspace_jobs(*depends, "otherWorkSpaceJobs", cron);
  }
  return cron;
}

EventSettings read_event(DefinitionReader reader) {
  EventSettings event;
  event.type = reader.one_of("eventType", {"KAFKA", "DIS", "OBS"});
  event.channel = reader.text("channel", long_text_length_max);
  reader.one_of("failPolicy", {"SUSPEND", "IGNORE"});
  reader.one_of("readPolicy", {"LAST", "NEW"});
  reader.integer("concurrent", 1, 128);
  return event;
}

Schedule read_schedule(DefinitionReader reader) {
  Schedule schedule;
  schedule.type = parse_schedule_type(reader.one_of("type", {"EXECUTE_ONCE", "CRON", "EVENT"}));
  if (auto cron = reader.filled_object("cron")) schedule.cron = read_cron(*cron);
  if (auto event = reader.filled_object("event")) schedule.event = read_event(*event);
  return schedule;
}

void read_conditions(DefinitionReader& reader, Node& node) {
  const auto& conditions = reader.list("conditions");
  node.has_conditions = !conditions.empty();
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    auto condition = reader.element("conditions", i, conditions[i]);
    condition.required_text("preNodeName", name_length_max);
    condition.required_text("expression", long_text_length_max);
  }
}

void read_properties(DefinitionReader& reader, Node& node) {
  const auto& properties = reader.list("properties");
  node.properties.reserve(properties.size());
  for (std::size_t i = 0; i < properties.size(); ++i) {
    auto property = reader.element("properties", i, properties[i]);
    auto name = property.required_text("name", short_text_length_max);
    node.properties.push_back({std::move(name), property.text("value", property_length_max)});
  }
}

void read_triggers(DefinitionReader& reader, Node& node) {
  if (auto event = reader.filled_object("eventTrigger")) {
    node.has_event_trigger = true;
    read_event(*event);
  }
  if (auto cron = reader.filled_object("cronTrigger")) {
    node.has_cron_trigger = true;
    cron->text("period", 64);
    read_cron(*cron);
  }
}

// Ranges: the original's node settings.
Node read_node(DefinitionReader reader) {
  Node node;
  node.name = reader.text("name", long_text_length_max);
  if (const auto valid = check_node_name(node.name); !valid) reader.refuse(valid.error());
  node.type = reader.required_text("type", 64);
  if (auto location = reader.object("location")) {
    location->text("x", 64);
    location->text("y", 64);
  }
  node.predecessors = reader.text_list("preNodeName", name_length_max);
  read_conditions(reader, node);
  read_properties(reader, node);
  if (const auto seconds = reader.integer("pollingInterval", 1, 60)) node.polling_interval = std::chrono::seconds{*seconds};
  if (const auto minutes = reader.integer("maxExecutionTime", 5, 1440)) node.time_limit = std::chrono::minutes{*minutes};
  if (const auto times = reader.integer("retryTimes", 0, 5)) node.retry_times = *times;
  if (const auto seconds = reader.integer("retryInterval", 5, 120)) node.retry_interval = std::chrono::seconds{*seconds};
  node.retries_after_time_limit = reader.one_of("execTimeOutRetry", {"true", "false"}) == "true";
  node.fail_policy = to_fail_policy(reader.one_of("failPolicy", {"FAIL", "FAIL_CHILD", "IGNORE", "SUSPEND"}));
  read_triggers(reader, node);
  return node;
}

std::vector<JobParameter> read_parameters(DefinitionReader reader, std::string_view member) {
  static const auto pattern = base::Regex::compile(R"([-A-Za-z0-9_.]+)");
  std::vector<JobParameter> parameters;
  const auto& list = reader.list(member);
  parameters.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto parameter = reader.element(member, i, list[i]);
    auto name = parameter.required_text("name", parameter_name_length_max);
    if (!pattern.value().matches_all(name)) parameter.refuse("name", "must be of letters, digits, '.', '-' and '_'");
    auto value = parameter.text("value", parameter_value_length_max);
    parameter.one_of("type", {"variable", "constants"});
    parameter.one_of("paramType", {"variable", "constants"});
    parameters.push_back({std::move(name), std::move(value)});
  }
  return parameters;
}

void read_basic_config(DefinitionReader reader, JobDefinition& job) {
  job.owner = reader.text("owner", short_text_length_max);
  reader.text("agency", short_text_length_max);
  reader.text("executeUser", short_text_length_max);
  reader.integer("isIgnoreWaiting", 0, 1);
  job.priority = reader.integer("priority", 0, 2).value_or(0);
  if (reader.integer("instanceTimeout", 0, 1440).value_or(0) > 0) reader.integer("instanceTimeout", 5, 1440);
  reader.object("customFields");
  job.tags = reader.text_list("tags", short_text_length_max);
}

void read_plain_members(DefinitionReader& reader, JobDefinition& job) {
  job.name = reader.text("name", long_text_length_max);
  if (const auto valid = check_job_name(job.name); !valid) reader.refuse(valid.error());
  job.directory = reader.text("directory", long_text_length_max);
  if (!job.directory.empty())
    if (const auto valid = check_directory(job.directory); !valid) reader.refuse(valid.error());
  reader.with_code(description_code).text("description", short_text_length_max);
  job.process_type = reader.with_code(process_type_code).one_of("processType", {"BATCH", "REAL_TIME"}) == "REAL_TIME"
                         ? ProcessType::real_time
                         : ProcessType::batch;
  job.is_dry_run = reader.one_of("emptyRunningJob", {"0", "1"}) == "1";
  job.clean_overdue_days = reader.integer("cleanOverdueDays", 0, 36'500).value_or(0);
  job.clean_waiting_job = reader.text("cleanWaitingJob", 64);
  reader.flag("singleNodeJobFlag");
  reader.text("singleNodeJobType", 64);
  reader.text("logPath", long_text_length_max);
}

JobDefinition read_job(DefinitionReader reader) {
  JobDefinition job;
  read_plain_members(reader, job);
  if (auto schedule = reader.with_code(schedule_code).object("schedule")) job.schedule = read_schedule(*schedule);
  job.parameters = read_parameters(reader.with_code(parameter_code), "params");
  if (auto config = reader.object("basicConfig")) read_basic_config(*config, job);
  const auto& nodes = reader.list("nodes");
  job.nodes.reserve(nodes.size());
  for (std::size_t i = 0; i < nodes.size() && !reader.failed(); ++i)
    job.nodes.push_back(read_node(reader.element("nodes", i, nodes[i])));
  return job;
}

}  // namespace

std::optional<ScheduleType> parse_schedule_type(std::string_view word) {
  if (word == "EXECUTE_ONCE") return ScheduleType::execute_once;
  if (word == "CRON") return ScheduleType::cron;
  if (word == "EVENT") return ScheduleType::event;
  return std::nullopt;
}

const std::string* Node::property(std::string_view property_name) const {
  for (const auto& candidate : properties)
    if (candidate.name == property_name) return &candidate.value;
  return nullptr;
}

Result<JobDefinition> parse_job_definition(const base::Json& definition) {
  std::optional<base::Error> first_error;
  auto job = read_job(DefinitionReader(definition, "", value_code, first_error));
  if (first_error) return *std::move(first_error);
  return job;
}

JobDefinition read_stored_job(const base::Json& definition) { return read_job(DefinitionReader::of_stored(definition)); }

Result<std::vector<JobParameter>> parse_job_parameters(const base::Json& list, const std::string& member) {
  std::optional<base::Error> first_error;
  const base::Json call(base::Json::Object{{member, list}});
  auto parameters = read_parameters(DefinitionReader(call, "", parameter_code, first_error), member);
  if (first_error) return *std::move(first_error);
  return parameters;
}

}  // namespace slipway::catalog
