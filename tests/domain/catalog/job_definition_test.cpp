#include "domain/catalog/job_definition.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::catalog {
namespace {

base::Json json(std::string_view text) { return base::parse_json(text).value(); }

// A valid job, with one member of the job, of its only node, or of its cron schedule replaced (or taken away by null).
base::Json job_with(std::string_view member, base::Json value) {
  auto job = json(R"({"name":"daily","nodes":[{"name":"n","type":"Shell","location":{"x":"1","y":"2"},"properties":[]}],
    "schedule":{"type":"CRON","cron":{"startTime":"2026-11-24T00:00:00+08","expression":"0 0 1 * * ?"}},"processType":"BATCH"})");
  job.set(member, std::move(value));
  return job;
}

base::Json node_with(std::string_view member, base::Json value) {
  auto node = json(R"({"name":"n","type":"Shell","location":{"x":"1","y":"2"},"properties":[]})");
  node.set(member, std::move(value));
  return job_with("nodes", base::Json::Array{node});
}

base::Json cron_with(std::string_view member, base::Json value) {
  auto cron = json(R"({"startTime":"2026-11-24T00:00:00+08","expression":"0 0 1 * * ?"})");
  cron.set(member, std::move(value));
  return job_with("schedule", base::Json::Object{{"type", "CRON"}, {"cron", cron}});
}

std::string refusal_of(const base::Json& job) {
  const auto result = parse_job_definition(job);
  return result ? "" : result.error().code;
}

TEST(JobDefinition, what_the_product_needs_is_read) {
  const auto job =
      parse_job_definition(json(R"({"name":"daily","directory":"/sales","processType":"REAL_TIME","emptyRunningJob":"1",
    "basicConfig":{"owner":"lin","priority":2,"tags":["a","b"],"instanceTimeout":5,"customFields":{"any":[1]}},
    "params":[{"name":"day","value":"1","type":"variable"}],
    "schedule":{"type":"CRON","cron":{"startTime":"s","endTime":"e","expression":"0 0 1 * * ?","expressionTimeZone":"GMT+8",
      "dependPrePeriod":true,"dependJobs":{"jobs":["up"],"dependPeriod":"PRE_PERIOD","dependFailPolicy":"IGNORE",
      "otherWorkSpaceJobs":[{"jobName":"far","workSpaceId":"w"}]}}},
    "nodes":[{"name":"first","type":"Shell","location":{"x":"0","y":"0"},"properties":[{"name":"statement","value":"echo"}],
      "pollingInterval":1,"maxExecutionTime":5,"retryTimes":5,"retryInterval":5,"execTimeOutRetry":"true","failPolicy":"IGNORE"},
     {"name":"second","type":"AnyType","location":{},"properties":[],"preNodeName":["first"],
      "conditions":[{"preNodeName":"first","expression":"#{1}"}]}]})"));

  ASSERT_TRUE(job) << job.error().message;
  EXPECT_EQ(job->name, "daily");
  EXPECT_EQ(job->directory, "/sales");
  EXPECT_EQ(job->process_type, ProcessType::real_time);
  EXPECT_TRUE(job->is_dry_run);
  EXPECT_EQ(job->owner, "lin");
  EXPECT_EQ(job->priority, 2);
  EXPECT_EQ(job->tags, (std::vector<std::string>{"a", "b"}));
  ASSERT_EQ(job->parameters.size(), 1U);
  EXPECT_EQ(job->parameters[0].name, "day");
  ASSERT_TRUE(job->schedule.cron);
  EXPECT_EQ(job->schedule.type, ScheduleType::cron);
  EXPECT_EQ(job->schedule.cron->time_zone, "GMT+8");
  EXPECT_TRUE(job->schedule.cron->depends_on_previous_period);
  ASSERT_EQ(job->schedule.cron->dependencies.size(), 2U);
  EXPECT_EQ(job->schedule.cron->dependencies[1].workspace_id, "w");
  ASSERT_EQ(job->nodes.size(), 2U);
  const auto& first = job->nodes[0];
  EXPECT_EQ(first.polling_interval.count(), 1);
  EXPECT_EQ(first.time_limit.count(), 5);
  EXPECT_EQ(first.retry_times, 5);
  EXPECT_EQ(first.retry_interval.count(), 5);
  EXPECT_TRUE(first.retries_after_time_limit);
  EXPECT_EQ(first.fail_policy, FailPolicy::ignore);
  ASSERT_NE(first.property("statement"), nullptr);
  EXPECT_EQ(*first.property("statement"), "echo");
  EXPECT_EQ(first.property("scriptName"), nullptr);
  EXPECT_EQ(job->nodes[1].predecessors, (std::vector<std::string>{"first"}));
  EXPECT_TRUE(job->nodes[1].has_conditions);
}

TEST(JobDefinition, absent_settings_have_the_originals_defaults) {
  const auto job = parse_job_definition(node_with("type", "Dummy"));
  ASSERT_TRUE(job) << job.error().message;
  const auto& node = job->nodes[0];
  EXPECT_EQ(node.polling_interval.count(), 10);
  EXPECT_EQ(node.time_limit.count(), 60);
  EXPECT_EQ(node.retry_times, 0);
  EXPECT_EQ(node.retry_interval.count(), 120);
  EXPECT_FALSE(node.retries_after_time_limit);
  EXPECT_EQ(node.fail_policy, FailPolicy::fail);
  EXPECT_FALSE(node.has_conditions || node.has_event_trigger || node.has_cron_trigger);
  EXPECT_FALSE(job->is_dry_run);
}

// Exports and typed clients write these for members that have no value.
TEST(JobDefinition, what_is_empty_counts_as_none) {
  const auto with_cron = [](std::string_view depends) { return parse_job_definition(cron_with("dependJobs", json(depends))); };
  for (const auto* depends : {"{}", R"({"jobs":[]})", R"({"jobs":[],"dependPeriod":"SAME_PERIOD","dependFailPolicy":"FAIL"})",
                              R"({"jobs":[],"sameWorkSpaceJobs":[],"otherWorkSpaceJobs":[]})"}) {
    const auto job = with_cron(depends);
    ASSERT_TRUE(job) << depends << ": " << job.error().message;
    EXPECT_TRUE(job->schedule.cron->dependencies.empty()) << depends;
  }
  EXPECT_EQ(with_cron(R"({"jobs":["up"]})")->schedule.cron->dependencies.size(), 1U);

  for (const auto* member : {"eventTrigger", "cronTrigger"}) {
    for (const auto* nothing :
         {"{}", R"({"eventType":"","channel":"","concurrent":0})", R"({"startTime":"","dependJobs":{"jobs":[]}})"}) {
      const auto job = parse_job_definition(node_with(member, json(nothing)));
      ASSERT_TRUE(job) << nothing << ": " << job.error().message;
      EXPECT_FALSE(job->nodes[0].has_event_trigger || job->nodes[0].has_cron_trigger) << member << " " << nothing;
    }
  }
  EXPECT_FALSE(parse_job_definition(node_with("conditions", base::Json::Array{}))->nodes[0].has_conditions);
  EXPECT_TRUE(parse_job_definition(node_with("cronTrigger", json(R"({"period":"DAYS"})")))->nodes[0].has_cron_trigger);
}

TEST(JobDefinition, an_unfinished_job_is_well_formed) {
  EXPECT_EQ(refusal_of(json(R"({"name":"draft"})")), "");
  EXPECT_EQ(refusal_of(json(R"({"name":"draft","nodes":[],"schedule":{}})")), "");
  EXPECT_EQ(refusal_of(node_with("preNodeName", base::Json::Array{"nobody"})), "");
  EXPECT_EQ(refusal_of(job_with("schedule", nullptr)), "");
}

TEST(JobDefinition, each_mistake_of_the_job_has_its_code) {
  struct Case {
    const char* member;
    base::Json value;
    const char* code;
  };
  const Case cases[] = {
      {"name", "", "job.name_empty"},
      {"name", nullptr, "job.name_empty"},
      {"name", "a b", "job.name_not_valid"},
      {"name", 7, "job.value_not_valid"},
      {"nodes", "x", "job.value_not_valid"},
      {"nodes", base::Json::Array{7}, "job.value_not_valid"},
      {"directory", "a", "directory.not_valid"},
      {"description", std::string(256, 'd'), "job.description_not_valid"},
      {"processType", "STREAM", "job.process_type_not_valid"},
      {"processType", 1, "job.process_type_not_valid"},
      {"emptyRunningJob", "2", "job.value_not_valid"},
      {"cleanOverdueDays", -1, "job.value_not_valid"},
      {"singleNodeJobFlag", "true", "job.value_not_valid"},
      {"logPath", std::string(1'025, 'l'), "job.value_not_valid"},
      {"schedule", "CRON", "job.schedule_not_valid"},
      {"schedule", json(R"({"type":"WEEKLY"})"), "job.schedule_not_valid"},
      {"schedule", json(R"({"type":"EVENT","event":{"eventType":"MAIL"}})"), "job.schedule_not_valid"},
      {"schedule", json(R"({"type":"EVENT","event":{"concurrent":129}})"), "job.schedule_not_valid"},
      {"schedule", json(R"({"type":"EVENT","event":{"readPolicy":"OLD"}})"), "job.schedule_not_valid"},
      {"params", json(R"([{"name":"a b","value":""}])"), "job.parameter_not_valid"},
      {"params", json(R"([{"value":""}])"), "job.parameter_not_valid"},
      {"params", base::Json::Array{base::Json::Object{{"name", std::string(65, 'p')}}}, "job.parameter_not_valid"},
      {"params", base::Json::Array{base::Json::Object{{"name", "p"}, {"value", std::string(1'025, 'v')}}},
       "job.parameter_not_valid"},
      {"params", json(R"([{"name":"p","value":"","type":"other"}])"), "job.parameter_not_valid"},
      {"basicConfig", json(R"({"priority":3})"), "job.value_not_valid"},
      {"basicConfig", json(R"({"instanceTimeout":4})"), "job.value_not_valid"},
      {"basicConfig", json(R"({"instanceTimeout":1441})"), "job.value_not_valid"},
      {"basicConfig", json(R"({"isIgnoreWaiting":2})"), "job.value_not_valid"},
      {"basicConfig", json(R"({"tags":[1]})"), "job.value_not_valid"},
      {"basicConfig", json(R"({"customFields":[]})"), "job.value_not_valid"},
  };
  for (const auto& given : cases)
    EXPECT_EQ(refusal_of(job_with(given.member, given.value)), given.code)
        << given.member << " " << base::format_json(given.value);
}

TEST(JobDefinition, each_mistake_of_a_node_has_its_code) {
  struct Case {
    const char* member;
    base::Json value;
    const char* code;
  };
  const Case cases[] = {
      {"name", "a b", "job.node_name_not_valid"},
      {"name", nullptr, "job.node_name_not_valid"},
      {"type", "", "job.value_not_valid"},
      {"type", nullptr, "job.value_not_valid"},
      {"type", std::string(65, 't'), "job.value_not_valid"},
      {"location", "0,0", "job.value_not_valid"},
      {"location", json(R"({"x":1})"), "job.value_not_valid"},
      {"preNodeName", "first", "job.value_not_valid"},
      {"preNodeName", base::Json::Array{""}, "job.value_not_valid"},
      {"conditions", json(R"([{"preNodeName":"a"}])"), "job.value_not_valid"},
      {"properties", json(R"([{"value":"x"}])"), "job.value_not_valid"},
      {"properties", json(R"([{"name":"a","value":1}])"), "job.value_not_valid"},
      {"pollingInterval", 0, "job.value_not_valid"},
      {"pollingInterval", 61, "job.value_not_valid"},
      {"maxExecutionTime", 4, "job.value_not_valid"},
      {"maxExecutionTime", 1'441, "job.value_not_valid"},
      {"retryTimes", -1, "job.value_not_valid"},
      {"retryTimes", 6, "job.value_not_valid"},
      {"retryTimes", 1.5, "job.value_not_valid"},
      {"retryInterval", 4, "job.value_not_valid"},
      {"retryInterval", 121, "job.value_not_valid"},
      {"execTimeOutRetry", "yes", "job.value_not_valid"},
      {"failPolicy", "RETRY", "job.value_not_valid"},
      {"eventTrigger", json(R"({"eventType":"MAIL"})"), "job.value_not_valid"},
      {"cronTrigger", json(R"({"period":"DAYS","concurrent":0})"), "job.value_not_valid"},
  };
  for (const auto& given : cases)
    EXPECT_EQ(refusal_of(node_with(given.member, given.value)), given.code)
        << given.member << " " << base::format_json(given.value);
}

TEST(JobDefinition, the_ends_of_each_range_are_taken) {
  struct Case {
    const char* member;
    std::int64_t from;
    std::int64_t to;
  };
  const Case cases[] = {
      {"pollingInterval", 1, 60}, {"maxExecutionTime", 5, 1'440}, {"retryTimes", 0, 5}, {"retryInterval", 5, 120}};
  for (const auto& given : cases) {
    EXPECT_EQ(refusal_of(node_with(given.member, given.from)), "") << given.member;
    EXPECT_EQ(refusal_of(node_with(given.member, given.to)), "") << given.member;
  }
  for (const std::int64_t minutes : {0, 5, 1'440})
    EXPECT_EQ(refusal_of(job_with("basicConfig", base::Json::Object{{"instanceTimeout", minutes}})), "") << minutes;
}

TEST(JobDefinition, each_mistake_of_a_cron_schedule_is_a_schedule_mistake) {
  struct Case {
    const char* member;
    base::Json value;
  };
  const Case cases[] = {
      {"startTime", 7},
      {"dependPrePeriod", "true"},
      {"dependJobs", base::Json::Array{1}},
      {"dependJobs", json(R"({"jobs":"up"})")},
      {"dependJobs", json(R"({"jobs":[],"dependPeriod":"NEXT_PERIOD"})")},
      {"dependJobs", json(R"({"jobs":[],"dependFailPolicy":"WAIT"})")},
      {"dependJobs", json(R"({"jobs":[],"sameWorkSpaceJobs":[{"jobName":"","workSpaceId":"w"}]})")},
      {"dependJobs", json(R"({"jobs":[],"sameWorkSpaceJobs":[{"jobName":"a","dependOnLastNPeriodValue":31}]})")},
  };
  for (const auto& given : cases)
    EXPECT_EQ(refusal_of(cron_with(given.member, given.value)), "job.schedule_not_valid")
        << given.member << " " << base::format_json(given.value);
}

TEST(JobDefinition, a_message_names_the_place_and_the_rule) {
  const auto result = parse_job_definition(node_with("retryTimes", 6));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "/nodes/0/retryTimes must be a whole number from 0 to 5");
  const auto node_name = parse_job_definition(node_with("name", "a b"));
  ASSERT_FALSE(node_name);
  EXPECT_EQ(node_name.error().message.find("/nodes/0: the node name 'a b'"), 0U) << node_name.error().message;
}

TEST(JobDefinition, the_first_mistake_is_told) {
  auto job = node_with("retryTimes", 6);
  job.set("directory", "no slash");
  EXPECT_EQ(refusal_of(job), "directory.not_valid");
}

TEST(JobDefinition, what_is_stored_is_read_as_it_is) {
  auto stored = node_with("retryTimes", 9);
  stored.set("directory", "no slash");
  stored.set("description", std::string(300, 'd'));
  stored.set("name", "..");
  stored.set("basicConfig", json(R"({"tags":{},"owner":5})"));
  ASSERT_FALSE(parse_job_definition(stored));

  const auto job = read_stored_job(stored);

  EXPECT_EQ(job.name, "..");
  EXPECT_EQ(job.directory, "no slash");
  ASSERT_EQ(job.nodes.size(), 1U);
  EXPECT_EQ(job.nodes[0].retry_times, 9);
  EXPECT_TRUE(job.owner.empty()) << "a wrong type counts as absent";
  EXPECT_TRUE(read_stored_job(json(R"(["no object"])")).nodes.empty());
}

TEST(JobDefinition, parameters_of_a_start_are_read_in_the_same_shape) {
  const auto parameters = parse_job_parameters(
      json(R"([{"name":"day","value":"20261124","paramType":"variable"},{"name":"x","value":""}])"), "parameters");
  ASSERT_TRUE(parameters) << parameters.error().message;
  ASSERT_EQ(parameters->size(), 2U);
  EXPECT_EQ(parameters->front().value, "20261124");
  EXPECT_TRUE(parse_job_parameters(base::Json(), "parameters").value().empty());
  EXPECT_EQ(parse_job_parameters(json(R"([{"name":""}])"), "parameters").error().code, "job.parameter_not_valid");
  EXPECT_EQ(parse_job_parameters(json(R"({"name":"a"})"), "parameters").error().code, "job.parameter_not_valid");
}

}  // namespace
}  // namespace slipway::catalog
