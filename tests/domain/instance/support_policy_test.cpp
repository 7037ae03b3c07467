// One test a field: what is stored but not yet honoured refuses by name.
#include "domain/instance/support_policy.h"

#include <gtest/gtest.h>

namespace slipway::instance {
namespace {

catalog::JobDefinition a_job() {
  catalog::JobDefinition job;
  job.name = "daily";
  job.schedule.type = catalog::ScheduleType::execute_once;
  catalog::Node node;
  node.name = "load";
  node.type = "Shell";
  node.properties = {{"statement", "echo ${day}"}};
  job.nodes.push_back(node);
  return job;
}

catalog::JobDefinition a_cron_job() {
  auto job = a_job();
  job.schedule.type = catalog::ScheduleType::cron;
  job.schedule.cron.emplace();
  job.schedule.cron->start_time = "2026-11-24T00:00:00+08";
  job.schedule.cron->expression = "0 0 2 * * ?";
  return job;
}

// Exactly this field of this node stands against running it, and the refusal names both.
void expect_refused(const catalog::JobDefinition& job, const std::string& field, const std::string& node) {
  const auto fields = not_yet_supported(job);
  ASSERT_EQ(fields.size(), 1U);
  EXPECT_EQ(fields[0].field, field);
  EXPECT_EQ(fields[0].node, node);

  const auto refusal = check_supported(job);
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, "run.not_yet_supported");
  EXPECT_NE(refusal.error().message.find(field), std::string::npos);
  EXPECT_NE(refusal.error().message.find(node.empty() ? field : "of node " + node), std::string::npos);
}

TEST(SupportPolicy, plain_jobs_run) {
  EXPECT_TRUE(check_supported(a_job()));
  EXPECT_TRUE(check_supported(a_cron_job()));
}

TEST(SupportPolicy, real_time_jobs_do_not_run_yet) {
  auto job = a_job();
  job.process_type = catalog::ProcessType::real_time;
  expect_refused(job, "processType", "");
}

TEST(SupportPolicy, event_schedules_do_not_run_yet) {
  auto job = a_job();
  job.schedule.type = catalog::ScheduleType::event;
  job.schedule.event = catalog::EventSettings{"KAFKA", "channel"};
  expect_refused(job, "schedule.type", "");
}

TEST(SupportPolicy, dependencies_on_other_jobs_do_not_run_yet) {
  auto job = a_cron_job();
  job.schedule.cron->dependencies = {{"up", ""}};
  expect_refused(job, "schedule.cron.dependJobs", "");
}

TEST(SupportPolicy, self_dependency_does_not_run_yet) {
  auto job = a_cron_job();
  job.schedule.cron->depends_on_previous_period = true;
  expect_refused(job, "schedule.cron.dependPrePeriod", "");
}

TEST(SupportPolicy, letters_in_cron_do_not_run_yet) {
  for (const auto* expression : {"0 0 2 L * ?", "0 0 2 15W * ?", "0 0 2 ? * 6#3", "0 0 2 1C * ?"}) {
    auto job = a_cron_job();
    job.schedule.cron->expression = expression;
    SCOPED_TRACE(expression);
    expect_refused(job, "schedule.cron.expression", "");
  }
}

TEST(SupportPolicy, expressions_in_job_parameters_do_not_run_yet) {
  auto job = a_job();
  job.parameters = {{"day", "#{Job.planTime}"}};
  expect_refused(job, "params.day", "");
}

TEST(SupportPolicy, expressions_in_node_properties_do_not_run_yet) {
  auto job = a_job();
  job.nodes[0].properties = {{"statement", "echo #{Job.planTime}"}};
  expect_refused(job, "statement", "load");
}

TEST(SupportPolicy, expressions_in_start_parameters_are_refused) {
  const auto refusal = check_supported("daily", {{"day", "#{DateUtil.now()}"}});
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, "run.not_yet_supported");
  EXPECT_NE(refusal.error().message.find("parameters.day"), std::string::npos);
}

TEST(SupportPolicy, conditions_do_not_run_yet) {
  auto job = a_job();
  job.nodes[0].has_conditions = true;
  expect_refused(job, "conditions", "load");
}

TEST(SupportPolicy, event_triggers_on_nodes_do_not_run_yet) {
  auto job = a_job();
  job.nodes[0].has_event_trigger = true;
  expect_refused(job, "eventTrigger", "load");
}

TEST(SupportPolicy, cron_triggers_on_nodes_do_not_run_yet) {
  auto job = a_job();
  job.nodes[0].has_cron_trigger = true;
  expect_refused(job, "cronTrigger", "load");
}

TEST(SupportPolicy, the_policy_fail_child_does_not_run_yet) {
  auto job = a_job();
  job.nodes[0].fail_policy = catalog::FailPolicy::fail_child;
  expect_refused(job, "failPolicy", "load");
}

TEST(SupportPolicy, the_policy_suspend_does_not_run_yet) {
  auto job = a_job();
  job.nodes[0].fail_policy = catalog::FailPolicy::suspend;
  expect_refused(job, "failPolicy", "load");
}

TEST(SupportPolicy, node_types_without_an_executor_do_not_run_yet) {
  auto job = a_job();
  job.nodes[0].type = "DLISQL";
  expect_refused(job, "type", "load");
}

TEST(SupportPolicy, shell_and_python_run_on_the_local_connection_only) {
  for (const auto* type : {"Shell", "Python"}) {
    auto job = a_job();
    job.nodes[0].type = type;
    job.nodes[0].properties.push_back({"connectionName", "local"});
    EXPECT_TRUE(check_supported(job));
    job.nodes[0].properties.back().value = "";
    EXPECT_TRUE(check_supported(job));
    job.nodes[0].properties.back().value = "edge-host-1";
    expect_refused(job, "connectionName", "load");
  }
}

TEST(SupportPolicy, waiting_instances_are_not_cancelled_after_a_time_yet) {
  auto job = a_job();
  job.clean_overdue_days = 3;
  expect_refused(job, "cleanOverdueDays", "");

  job = a_job();
  for (const auto* never : {"", "0", "false", "False"}) {
    job.clean_waiting_job = never;
    EXPECT_TRUE(check_supported(job)) << never;
  }
  for (const auto* yes : {"1", "true"}) {
    job.clean_waiting_job = yes;
    expect_refused(job, "cleanWaitingJob", "");
  }
}

TEST(SupportPolicy, python_is_python_3) {
  auto job = a_job();
  job.nodes[0].type = "Python";
  job.nodes[0].properties.push_back({"pythonVersion", ""});
  for (const auto* three : {"", "3", "Python 3", "python 3", "Python3", "PYTHON3"}) {
    job.nodes[0].properties.back().value = three;
    EXPECT_TRUE(check_supported(job)) << three;
  }
  for (const auto* other : {"2", "Python 2", "Python2", "3.6", "Python 4"}) {
    job.nodes[0].properties.back().value = other;
    expect_refused(job, "pythonVersion", "load");
  }
  job.nodes[0].type = "Shell";
  EXPECT_TRUE(check_supported(job)) << "a Shell node has no Python";
}

TEST(SupportPolicy, properties_that_change_a_run_and_are_not_honoured_refuse_it) {
  for (const auto* name : {"interactiveInput", "resources", "retryCondition", "taskWorkGroupId"}) {
    auto job = a_job();
    job.nodes[0].properties.push_back({name, ""});
    EXPECT_TRUE(check_supported(job)) << name;
    job.nodes[0].properties.back().value = "75";
    expect_refused(job, name, "load");
  }
  auto job = a_job();
  job.nodes[0].properties.push_back({"taskWorkGroupId", "-1"});
  EXPECT_TRUE(check_supported(job)) << "no task group, as clients write it";
}

TEST(SupportPolicy, a_node_is_run_or_dry_run) {
  auto job = a_job();
  job.nodes[0].properties.push_back({"emptyRunningJob", ""});
  for (const auto* word : {"", "0", "1"}) {
    job.nodes[0].properties.back().value = word;
    EXPECT_TRUE(check_supported(job)) << word;
  }
  job.nodes[0].properties.back().value = "maybe";
  expect_refused(job, "emptyRunningJob", "load");
}

TEST(SupportPolicy, a_long_value_is_cut_in_the_message) {
  auto job = a_job();
  job.nodes[0].properties.push_back({"retryCondition", std::string(100'000, '7')});
  EXPECT_LT(check_supported(job).error().message.size(), 500U);
}

TEST(SupportPolicy, a_long_list_is_cut_and_counted) {
  auto job = a_job();
  for (int i = 0; i < 7; ++i) {
    job.nodes.push_back(job.nodes[0]);
    job.nodes.back().type = "DLISQL";
  }
  const auto refusal = check_supported(job);
  ASSERT_FALSE(refusal);
  EXPECT_NE(refusal.error().message.find("and 2 more"), std::string::npos);
}

// The script of a node: exactly this field of it stands against running it, and the refusal names all three.
void expect_script_refused(const catalog::Node& node, const catalog::ScriptDefinition& script, const std::string& field) {
  const auto refusal = check_script_supported("daily", node, script);
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, "run.not_yet_supported");
  EXPECT_EQ(refusal.error().message, "job daily cannot run yet: not supported is " + field + " of script load.sh of node load");
}

catalog::ScriptDefinition a_script(const std::string& type) {
  catalog::ScriptDefinition script;
  script.name = "load.sh";
  script.type = type;
  script.content = "echo ${day}";
  return script;
}

TEST(SupportPolicy, expressions_in_scripts_are_refused_with_the_scripts_name) {
  const auto node = a_job().nodes[0];
  auto script = a_script("Shell");
  EXPECT_TRUE(check_script_supported("daily", node, script));
  script.content = "echo #{Job.planTime}";
  expect_script_refused(node, script, "content #{...}");
}

TEST(SupportPolicy, scripts_run_on_the_local_connection_only) {
  const auto node = a_job().nodes[0];
  auto script = a_script("Shell");
  script.connection_name = "local";
  EXPECT_TRUE(check_script_supported("daily", node, script));
  script.connection_name = "edge-host-1";
  expect_script_refused(node, script, "connectionName edge-host-1");
}

TEST(SupportPolicy, a_script_is_of_its_nodes_language) {
  auto node = a_job().nodes[0];
  EXPECT_TRUE(check_script_supported("daily", node, a_script("SHELL")));
  for (const auto* type : {"PYTHON", "DLISQL"}) expect_script_refused(node, a_script(type), "type " + std::string(type));
  node.type = "Python";
  EXPECT_TRUE(check_script_supported("daily", node, a_script("PYTHON")));
  for (const auto* type : {"Shell", "Spark Python"}) expect_script_refused(node, a_script(type), "type " + std::string(type));
}

TEST(SupportPolicy, who_stores_nodes_that_cannot_run_is_warned_in_one_line) {
  EXPECT_EQ(warning_of_types({}), "");
  EXPECT_EQ(warning_of_types({{"a", "Shell"}, {"b", "Python"}, {"c", "Dummy"}}), "");
  EXPECT_EQ(warning_of_types({{"a", "Shell"}, {"b", "CDMJob"}}),
            "node b of type CDMJob cannot run here; the job is kept, and its start is refused");
  EXPECT_EQ(warning_of_types({{"a", "X"}, {"b", "X"}, {"c", "Y"}, {"d", "Z"}, {"e", "Z"}}),
            "node a of type X, node b of type X, node c of type Y and 2 more cannot run here; the job is kept, and its start is "
            "refused");
  EXPECT_NE(warning_of_types({{"a", "Noop"}}), "");
  EXPECT_EQ(warning_of_types({{"a", "Noop"}}, {.noop = true}), "");
}

}  // namespace
}  // namespace slipway::instance
