#include "domain/instance/runnable_job.h"

#include <gtest/gtest.h>

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

TEST(RunnableJob, a_dry_run_of_a_node_needs_no_executor) {
  catalog::JobDefinition job;
  job.nodes = {a_node("a"), a_node("b"), a_node("c")};
  job.nodes[0].properties = {{"emptyRunningJob", "1"}};
  job.nodes[1].properties = {{"emptyRunningJob", "0"}};

  const auto runnable = make_runnable_job(job);

  ASSERT_TRUE(runnable);
  EXPECT_EQ(runnable->nodes[0].kind, catalog::ExecutorKind::none);
  EXPECT_EQ(runnable->nodes[1].kind, catalog::ExecutorKind::process);
  EXPECT_EQ(runnable->nodes[2].kind, catalog::ExecutorKind::process);
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
}  // namespace
}  // namespace slipway::instance
