#include "domain/catalog/job_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::catalog {
namespace {

Node shell(std::string name, std::vector<std::string> after = {}) {
  Node node;
  node.name = std::move(name);
  node.type = "Shell";
  node.predecessors = std::move(after);
  node.properties = {{"statement", "echo"}};
  return node;
}

Node shell_with(std::vector<NodeProperty> properties) {
  auto node = shell("n");
  node.properties = std::move(properties);
  return node;
}

JobDefinition job_of(std::vector<Node> nodes) {
  JobDefinition job;
  job.name = "daily";
  job.nodes = std::move(nodes);
  job.schedule.type = ScheduleType::execute_once;
  return job;
}

std::string refusal_of(const JobDefinition& job) {
  const auto result = check_submittable(job);
  return result ? "" : result.error().code;
}

TEST(JobRules, a_chain_and_a_diamond_can_be_submitted) {
  EXPECT_EQ(refusal_of(job_of({shell("a"), shell("b", {"a"}), shell("c", {"b"})})), "");
  EXPECT_EQ(refusal_of(job_of({shell("d", {"b", "c"}), shell("b", {"a"}), shell("c", {"a"}), shell("a")})), "");
}

TEST(JobRules, a_job_without_nodes_cannot_be_submitted) { EXPECT_EQ(refusal_of(job_of({})), "job.no_nodes"); }

TEST(JobRules, a_node_name_twice_is_named) {
  const auto result = check_submittable(job_of({shell("a"), shell("a")}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "job.node_name_twice");
  EXPECT_NE(result.error().message.find("'a'"), std::string::npos);
}

TEST(JobRules, a_property_given_twice_is_named_since_one_would_hide_the_other) {
  auto node = shell_with({{"statement", "echo"}, {"connectionName", "local"}, {"connectionName", "far"}});
  const auto result = check_submittable(job_of({node}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "job.node_property_not_valid");
  EXPECT_EQ(result.error().message.find("node 'n': the property connectionName is there twice"), 0U) << result.error().message;

  node.type = "DLISQL";
  EXPECT_EQ(refusal_of(job_of({node})), "job.node_property_not_valid") << "of a type that is only kept too";
}

TEST(JobRules, arguments_that_cannot_be_split_are_refused_for_no_parameter_mends_them) {
  for (const auto* arguments : {"", "one 'two three' \"four\"", "'${name}'", "a\\ b"})
    EXPECT_EQ(refusal_of(job_of({shell_with({{"statement", "echo"}, {"arguments", arguments}})})), "") << arguments;
  for (const auto* arguments : {"one 'two", "\"", "a\\", "${name}'"}) {
    const auto result = check_submittable(job_of({shell_with({{"statement", "echo"}, {"arguments", arguments}})}));
    ASSERT_FALSE(result) << arguments;
    EXPECT_EQ(result.error().code, "job.node_property_not_valid");
    EXPECT_EQ(result.error().message.find("node 'n': the arguments cannot be split"), 0U) << result.error().message;
  }
}

TEST(JobRules, an_unknown_predecessor_is_named_with_the_node_that_waits) {
  const auto result = check_submittable(job_of({shell("a"), shell("b", {"A"})}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "job.unknown_predecessor");
  EXPECT_NE(result.error().message.find("node 'b' waits for 'A'"), std::string::npos) << result.error().message;
}

TEST(JobRules, the_message_goes_round_the_cycle) {
  const auto result = check_submittable(job_of({shell("start"), shell("a", {"start", "b"}), shell("b", {"a"})}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "job.cycle");
  EXPECT_NE(result.error().message.find("'a' waits for 'b' waits for 'a'"), std::string::npos) << result.error().message;
}

TEST(JobRules, the_message_of_a_long_cycle_stays_short) {
  std::vector<Node> nodes;
  for (int i = 0; i < 1'000; ++i) nodes.push_back(shell("node" + std::to_string(i), {"node" + std::to_string((i + 1) % 1'000)}));
  const auto result = check_submittable(job_of(std::move(nodes)));
  ASSERT_FALSE(result);
  EXPECT_LT(result.error().message.size(), 1'000U);
}

TEST(JobRules, a_schedule_must_be_complete) {
  auto job = job_of({shell("a")});
  job.schedule.type.reset();
  EXPECT_EQ(refusal_of(job), "job.schedule_not_valid");

  job.schedule.type = ScheduleType::cron;
  EXPECT_EQ(refusal_of(job), "job.schedule_not_valid");
  job.schedule.cron = CronSettings{};
  job.schedule.cron->start_time = "2026-11-24T00:00:00+08";
  EXPECT_EQ(refusal_of(job), "job.schedule_not_valid");
  job.schedule.cron->expression = "0 0 1 * * ?";
  EXPECT_EQ(refusal_of(job), "");
  job.schedule.cron->start_time.clear();
  EXPECT_EQ(refusal_of(job), "job.schedule_not_valid");

  job.schedule.type = ScheduleType::event;
  EXPECT_EQ(refusal_of(job), "job.schedule_not_valid");
  job.schedule.event = EventSettings{"KAFKA", ""};
  EXPECT_EQ(refusal_of(job), "job.schedule_not_valid");
  job.schedule.event = EventSettings{"", "topic"};
  EXPECT_EQ(refusal_of(job), "job.schedule_not_valid");
  job.schedule.event = EventSettings{"KAFKA", "topic"};
  EXPECT_EQ(refusal_of(job), "");
}

TEST(JobRules, a_shell_or_python_node_has_exactly_one_text) {
  struct Case {
    const char* what;
    std::vector<NodeProperty> properties;
    const char* code;
  };
  const Case cases[] = {
      {"statement", {{"statement", "echo"}}, ""},
      {"script", {{"scriptName", "load"}}, ""},
      {"both, script chosen", {{"statement", "x"}, {"scriptName", "load"}, {"statementOrScript", "SCRIPT"}}, ""},
      {"both, statement chosen", {{"statement", "x"}, {"scriptName", "lo ad"}, {"statementOrScript", "STATEMENT"}}, ""},
      {"the other is empty", {{"statement", ""}, {"scriptName", "load"}}, ""},
      {"neither", {{"connectionName", "c"}}, "job.node_property_missing"},
      {"empty statement", {{"statement", ""}}, "job.node_property_missing"},
      {"both, none chosen", {{"statement", "x"}, {"scriptName", "load"}}, "job.node_property_missing"},
      {"the other is chosen", {{"statement", "x"}, {"statementOrScript", "SCRIPT"}}, "job.node_property_missing"},
      {"the other is chosen too", {{"scriptName", "x"}, {"statementOrScript", "STATEMENT"}}, "job.node_property_missing"},
      {"unknown choice", {{"statement", "x"}, {"statementOrScript", "statement"}}, "job.node_property_not_valid"},
      {"no script name", {{"scriptName", "${which}"}}, "job.node_property_not_valid"},
  };
  for (const auto& given : cases) {
    auto node = shell_with(given.properties);
    EXPECT_EQ(refusal_of(job_of({node})), given.code) << given.what;
    node.type = "Python";
    EXPECT_EQ(refusal_of(job_of({node})), given.code) << given.what << ", Python";
  }
}

TEST(JobRules, a_dummy_and_unknown_types_need_nothing) {
  auto node = shell_with({});
  for (const auto* type : {"Dummy", "DLISQL", "SomethingElse"}) {
    node.type = type;
    EXPECT_EQ(refusal_of(job_of({node})), "") << type;
  }
}

TEST(JobRules, scripts_are_needed_and_jobs_come_before) {
  auto job = job_of({shell_with({{"scriptName", "load"}}), shell("b")});
  auto other = shell_with({{"scriptName", "clean"}});
  other.name = "kept";
  other.type = "DLISQL";
  job.nodes.push_back(other);
  job.schedule.cron = CronSettings{};
  job.schedule.cron->dependencies = {{"up", ""}, {"up", ""}, {"far", "workspace"}};

  const auto references = references_of(job);

  ASSERT_EQ(references.size(), 3U);
  EXPECT_EQ(references[0], (Reference{Relation::needs, ObjectKind::script, "clean", "kept"}));
  EXPECT_EQ(references[1], (Reference{Relation::needs, ObjectKind::script, "load", "n"}));
  EXPECT_EQ(references[2], (Reference{Relation::after, ObjectKind::job, "up", ""}));
}

TEST(JobRules, a_script_that_is_not_chosen_is_not_needed) {
  const auto job = job_of({shell_with({{"scriptName", "load"}, {"statement", "x"}, {"statementOrScript", "STATEMENT"}})});
  EXPECT_TRUE(references_of(job).empty());
}

}  // namespace
}  // namespace slipway::catalog
