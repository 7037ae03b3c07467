#include "domain/instance/instance_transition.h"

#include <gtest/gtest.h>

namespace slipway::instance {
namespace {

InstanceFacts a_running_instance(std::int64_t unfinished) {
  return {.state = InstanceState::running, .unfinished_nodes = unfinished};
}

TEST(InstanceTransition, the_first_failure_skips_what_has_not_started_and_the_second_does_nothing_more) {
  const auto first = instance_transition(a_running_instance(5), NodesEnded{1, true, false, "node a failed"});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->effect, NodesEffect::skip_unstarted);

  const auto second = instance_transition(first->next, NodesEnded{1, true, false, "node b failed"});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->effect, NodesEffect::none);
  EXPECT_EQ(second->next.message, "node a failed");
}

TEST(InstanceTransition, running_siblings_of_a_failed_node_end_before_the_instance_does) {
  const auto failed = instance_transition(a_running_instance(3), NodesEnded{1, true, false, "why"});
  ASSERT_TRUE(failed);
  EXPECT_FALSE(failed->has_ended);

  const auto skipped = instance_transition(failed->next, NodesEnded{1, false, false, {}});
  ASSERT_TRUE(skipped);
  EXPECT_EQ(skipped->next.state, InstanceState::running);

  const auto last = instance_transition(skipped->next, NodesEnded{1, false, false, {}});
  ASSERT_TRUE(last);
  EXPECT_EQ(last->next.state, InstanceState::fail);
  EXPECT_TRUE(last->has_ended);
}

TEST(InstanceTransition, an_ignored_failure_ends_in_success_that_says_so) {
  const auto step = instance_transition(a_running_instance(1), NodesEnded{1, false, true, "node a failed"});

  ASSERT_TRUE(step);
  EXPECT_EQ(step->next.state, InstanceState::success);
  EXPECT_TRUE(step->next.is_failure_ignored);
  EXPECT_EQ(step->next.message, "node a failed");
}

TEST(InstanceTransition, what_ends_the_instance_is_told_and_not_what_was_ignored_before) {
  const auto ignored = instance_transition(a_running_instance(2), NodesEnded{1, false, true, "node a failed"});
  ASSERT_TRUE(ignored);

  const auto failed = instance_transition(ignored->next, NodesEnded{1, true, false, "node b failed"});
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->next.state, InstanceState::fail);
  EXPECT_EQ(failed->next.message, "node b failed");
  EXPECT_FALSE(succeeded_by_ignoring(failed->next));

  const auto stopped = instance_transition(ignored->next, StopRequested{"stopped by wei"});
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->next.message, "stopped by wei");
  const auto ended = instance_transition(ignored->next, NodesEnded{1, false, false, {}});
  ASSERT_TRUE(ended);
  EXPECT_TRUE(succeeded_by_ignoring(ended->next));
}

TEST(InstanceTransition, a_dry_run_succeeds_without_running_a_node) {
  const auto step = instance_transition({}, Admitted{.node_count = 3, .is_dry_run = true});

  ASSERT_TRUE(step);
  EXPECT_EQ(step->next.state, InstanceState::success);
  EXPECT_EQ(step->effect, NodesEffect::succeed_all);
}

TEST(InstanceTransition, stopping_a_waiting_instance_ends_it_at_once) {
  const auto step = instance_transition({}, StopRequested{"stopped by wei"});

  ASSERT_TRUE(step);
  EXPECT_EQ(step->next.state, InstanceState::stopped);
  EXPECT_TRUE(step->has_ended);
}

TEST(InstanceTransition, stopping_a_running_instance_waits_for_its_attempts) {
  const auto asked = instance_transition(a_running_instance(1), StopRequested{"stopped by wei"});
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->next.state, InstanceState::running);
  EXPECT_EQ(asked->effect, NodesEffect::stop_unstarted);

  const auto ended = instance_transition(asked->next, NodesEnded{1, false, false, {}});
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->next.state, InstanceState::stopped);
}

TEST(InstanceTransition, a_stop_that_comes_too_late_says_how_it_ended) {
  const auto step = instance_transition({.state = InstanceState::success}, StopRequested{});

  ASSERT_FALSE(step);
  EXPECT_EQ(step.error().code, "instance.already_ended");
}

TEST(InstanceTransition, more_nodes_than_are_unfinished_cannot_end) {
  EXPECT_FALSE(instance_transition(a_running_instance(1), NodesEnded{2, false, false, {}}));
}

}  // namespace
}  // namespace slipway::instance
