#include "domain/instance/node_transition.h"

#include <gtest/gtest.h>

namespace slipway::instance {
namespace {

const base::Instant noon = base::from_milliseconds(1'800'000'000'000);

NodeFacts a_running_node(std::int64_t attempt = 1) { return {.state = NodeState::running, .attempt = attempt, .tries = attempt}; }

TEST(NodeTransition, a_node_with_two_predecessors_is_ready_after_the_second) {
  const NodeFacts node{.waiting_for = 2};

  const auto first = node_transition(node, {}, PredecessorsEnded{1}, true, noon);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->next.state, NodeState::waiting);

  const auto second = node_transition(first->next, {}, PredecessorsEnded{1}, true, noon);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->next.state, NodeState::ready);
  EXPECT_EQ(second->next.ready_at, noon);
}

TEST(NodeTransition, more_predecessors_than_it_waits_for_are_refused) {
  const auto step = node_transition({.waiting_for = 1}, {}, PredecessorsEnded{2}, true, noon);

  ASSERT_FALSE(step);
  EXPECT_EQ(step.error().code, "instance.wrong_state");
}

TEST(NodeTransition, a_retry_does_not_start_before_its_interval_is_over) {
  const NodeSettings settings{.retry_times = 1, .retry_interval = std::chrono::seconds{120}};
  const auto failed = node_transition(a_running_node(), settings, AttemptEnded{Outcome::failed, "exit code 3"}, true, noon);
  ASSERT_TRUE(failed);

  EXPECT_FALSE(node_transition(failed->next, settings, AttemptStarted{}, true, noon + std::chrono::seconds{119}));
  const auto again = node_transition(failed->next, settings, AttemptStarted{}, true, noon + std::chrono::seconds{120});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->next.attempt, 2);
  EXPECT_EQ(again->next.message, "");
}

TEST(NodeTransition, a_node_is_tried_once_more_than_its_retries) {
  const NodeSettings settings{.retry_times = 2};
  for (const std::int64_t attempt : {1, 2}) {
    const auto step = node_transition(a_running_node(attempt), settings, AttemptEnded{Outcome::failed, {}}, true, noon);
    ASSERT_TRUE(step);
    EXPECT_EQ(step->next.state, NodeState::ready) << "attempt " << attempt;
  }

  const auto last = node_transition(a_running_node(3), settings, AttemptEnded{Outcome::failed, {}}, true, noon);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->next.state, NodeState::fail);
}

TEST(NodeTransition, a_lost_process_is_retried_where_the_settings_allow_it) {
  const auto step = node_transition(a_running_node(), {.retry_times = 1}, AttemptEnded{Outcome::lost, {}}, true, noon);

  ASSERT_TRUE(step);
  EXPECT_EQ(step->next.state, NodeState::ready);
}

TEST(NodeTransition, an_attempt_that_a_shutdown_ended_does_not_count_against_the_retries) {
  const NodeSettings settings{.retry_times = 1};
  const AttemptEnded event{Outcome::interrupted, {}};
  auto node = a_running_node();
  for (std::int64_t attempt = 1; attempt <= 5; ++attempt) {
    const auto ended = node_transition(node, settings, event, true, noon);
    ASSERT_TRUE(ended);
    ASSERT_EQ(ended->next.state, NodeState::ready);
    node = node_transition(ended->next, settings, AttemptStarted{}, true, noon)->next;
  }
  EXPECT_EQ(node.attempt, 6);
  EXPECT_EQ(node.tries, 1);
}

TEST(NodeTransition, a_node_without_retries_is_not_run_again_after_a_shutdown) {
  const auto step = node_transition(a_running_node(), {}, AttemptEnded{Outcome::interrupted, {}}, true, noon);

  ASSERT_TRUE(step);
  EXPECT_EQ(step->next.state, NodeState::fail);
  EXPECT_EQ(step->next.message, "ended by a shutdown of its server");
}

TEST(NodeTransition, a_lost_process_fails_with_that_reason_where_no_retry_is_left) {
  const auto step = node_transition(a_running_node(), {}, AttemptEnded{Outcome::lost, {}}, true, noon);

  ASSERT_TRUE(step);
  EXPECT_EQ(step->next.state, NodeState::fail);
  EXPECT_EQ(step->next.message, "the process was lost with the server that ran it");
  EXPECT_TRUE(step->fails_instance);
}

TEST(NodeTransition, the_time_limit_is_retried_only_when_the_node_says_so) {
  const AttemptEnded event{Outcome::timed_out, {}};

  const auto refused = node_transition(a_running_node(), {.retry_times = 1}, event, true, noon);
  const auto retried = node_transition(a_running_node(), {.retry_times = 1, .retries_after_time_limit = true}, event, true, noon);

  ASSERT_TRUE(refused);
  ASSERT_TRUE(retried);
  EXPECT_EQ(refused->next.state, NodeState::fail);
  EXPECT_EQ(retried->next.state, NodeState::ready);
}

TEST(NodeTransition, a_returned_claim_does_not_count_as_an_attempt) {
  const auto step = node_transition(a_running_node(2), {}, AttemptReturned{}, true, noon);

  ASSERT_TRUE(step);
  EXPECT_EQ(step->next.state, NodeState::ready);
  EXPECT_EQ(step->next.attempt, 1);
  EXPECT_EQ(step->next.tries, 1);
}

TEST(NodeTransition, a_failing_instance_leaves_running_nodes_alone) {
  const auto step = node_transition(a_running_node(), {}, InstanceFailed{}, true, noon);

  ASSERT_TRUE(step);
  EXPECT_EQ(step->next.state, NodeState::running);
  EXPECT_FALSE(step->has_ended);
}

TEST(NodeTransition, a_node_between_two_attempts_fails_with_its_instance) {
  const NodeFacts node{.state = NodeState::ready, .attempt = 1, .ready_at = noon, .message = "exit code 3"};

  const auto step = node_transition(node, {.retry_times = 5}, InstanceFailed{}, true, noon);

  ASSERT_TRUE(step);
  EXPECT_EQ(step->next.state, NodeState::fail);
  EXPECT_EQ(step->next.message, "exit code 3");
}

}  // namespace
}  // namespace slipway::instance
