#include "domain/instance/runnable_job.h"

#include <gtest/gtest.h>

#include "domain/instance/node_input.h"

namespace slipway::instance {
namespace {

catalog::Node a_node(std::string name, std::vector<std::string> predecessors = {}) {
  catalog::Node node;
  node.name = std::move(name);
  node.type = "Shell";
  node.predecessors = std::move(predecessors);
  return node;
}

TEST(RunnableJob, lines_become_countdowns_and_successors) {
  catalog::JobDefinition job;
  job.nodes = {a_node("top"), a_node("left", {"top"}), a_node("right", {"top", "top"}), a_node("bottom", {"left", "right"})};

  const auto runnable = make_runnable_job(job);

  ASSERT_TRUE(runnable);
  const auto& nodes = runnable->nodes;
  EXPECT_EQ(nodes[0].successors, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(nodes[2].predecessor_count, 1) << "a line drawn twice counts once";
  EXPECT_EQ(nodes[3].predecessor_count, 2);
}

TEST(RunnableJob, settings_come_from_the_definition) {
  catalog::JobDefinition job;
  job.nodes = {a_node("a")};
  job.nodes[0].retry_times = 3;
  job.nodes[0].retry_interval = std::chrono::seconds{7};
  job.nodes[0].fail_policy = catalog::FailPolicy::ignore;
  job.nodes[0].properties = {{"scriptName", "load.sh"}};

  const auto runnable = make_runnable_job(job);

  ASSERT_TRUE(runnable);
  EXPECT_EQ(runnable->nodes[0].settings.retry_times, 3);
  EXPECT_EQ(runnable->nodes[0].settings.retry_interval, std::chrono::seconds{7});
  EXPECT_TRUE(runnable->nodes[0].settings.ignores_failure);
  EXPECT_EQ(runnable->nodes[0].script_name, "load.sh");
}

TEST(RunnableJob, a_node_may_be_a_dry_run) {
  catalog::JobDefinition job;
  job.nodes = {a_node("a"), a_node("b"), a_node("c")};
  job.nodes[0].properties = {{"emptyRunningJob", "1"}};
  job.nodes[1].properties = {{"emptyRunningJob", "0"}};

  const auto runnable = make_runnable_job(job);

  ASSERT_TRUE(runnable);
  EXPECT_TRUE(runnable->nodes[0].is_dry_run);
  EXPECT_FALSE(runnable->nodes[1].is_dry_run);
  EXPECT_FALSE(runnable->nodes[2].is_dry_run);
}

TEST(RunnableJob, as_many_instances_run_at_once_as_the_cron_schedule_says) {
  catalog::JobDefinition job;
  EXPECT_EQ(instances_at_once(job, 5), 5);
  job.schedule.type = catalog::ScheduleType::cron;
  job.schedule.cron.emplace();
  EXPECT_EQ(instances_at_once(job, 5), 5);
  job.schedule.cron->concurrent = 128;
  EXPECT_EQ(instances_at_once(job, 5), 128);
  job.schedule.type = catalog::ScheduleType::execute_once;
  EXPECT_EQ(instances_at_once(job, 5), 5) << "it has no cron schedule";
}

TEST(NodeInput, lines_end_as_bash_and_python_read_them) {
  auto node = a_node("a");
  const auto text_of = [&](std::string_view stored) { return make_node_input(node, {}, stored)->text; };
  node.properties = {{"scriptName", "load.sh"}};
  EXPECT_EQ(text_of("\xef\xbb\xbf"
                    "echo a\r\necho b\r\n"),
            "echo a\necho b\n");
  EXPECT_EQ(text_of("printf '50%%\r'\r\r\n"), "printf '50%%\r'\r\n") << "a CR alone is the text's own";
  EXPECT_EQ(text_of("echo '\xef\xbb\xbf'"), "echo '\xef\xbb\xbf'") << "it is a byte order mark at the beginning only";
  node.properties = {{"statement", "echo a\r\n"}};
  EXPECT_EQ(text_of(""), "echo a\n");
}

TEST(NodeInput, parameters_of_the_start_go_before_those_of_the_job) {
  const auto parameters = resolve_parameters({{"day", "monday"}, {"city", "Bonn"}}, {{"day", "friday"}, {"extra", "1"}});

  EXPECT_EQ(parameters, (expression::Parameters{{"city", "Bonn"}, {"day", "friday"}, {"extra", "1"}}));
}

TEST(NodeInput, a_job_parameter_goes_before_a_script_parameter_and_unknown_names_stay) {
  auto node = a_node("a");
  node.properties = {
      {"scriptName", "load.sh"}, {"arguments", "${city} ${table}"}, {"scriptArgs", "city=Rome\ntable = sales \nnonsense"}};

  const auto input = make_node_input(node, {{"city", "Bonn"}}, "load ${table} for ${city} in ${HOME}");

  ASSERT_TRUE(input);
  EXPECT_EQ(input->text, "load sales for Bonn in ${HOME}");
  EXPECT_EQ(input->arguments, "Bonn sales");
}

TEST(NodeInput, job_parameters_are_filled_into_script_parameters_too) {
  auto node = a_node("a");
  node.properties = {{"scriptName", "load.sh"}, {"scriptArgs", "table=sales_${day}\nother=${unknown} ${table}"}};

  const auto input = make_node_input(node, {{"day", "friday ${table}"}}, "${table}; ${other}");

  ASSERT_TRUE(input);
  EXPECT_EQ(input->text, "sales_friday ${table}; ${unknown} ${table}");
}

TEST(NodeInput, a_statement_is_the_text_where_the_node_says_so) {
  auto node = a_node("a");
  node.properties = {{"scriptName", "load.sh"}, {"statement", "echo ${x}"}, {"statementOrScript", "STATEMENT"}};

  const auto input = make_node_input(node, {{"x", "1"}}, "not this");

  ASSERT_TRUE(input);
  EXPECT_EQ(input->text, "echo 1");
}

TEST(NodeInput, a_script_with_an_expression_does_not_run) {
  auto node = a_node("a");
  node.properties = {{"scriptName", "load.sh"}};

  EXPECT_EQ(make_node_input(node, {}, "echo #{Job.planTime}").error().code, "run.not_yet_supported");
}

}  // namespace
}  // namespace slipway::instance
