#include "adapters/executors/flow_executor.h"

#include <gtest/gtest.h>

#include <optional>

namespace slipway::executors {
namespace {

TEST(FlowExecutor, a_node_that_starts_nothing_ends_at_once_without_a_log_or_a_place) {
  FlowExecutor executor;
  std::optional<app::AttemptOutcome> told;
  app::AttemptEvents events;
  events.on_finished = [&](const app::AttemptOutcome& outcome) { told = outcome; };

  ASSERT_TRUE(executor.start({.node_name = "join", .node_type = "Dummy"}, std::move(events)));

  ASSERT_TRUE(told);
  EXPECT_EQ(told->kind, instance::Outcome::succeeded);
  EXPECT_EQ(told->log_path, "");
  EXPECT_EQ(executor.running(), 0U);
}

TEST(FlowExecutor, nothing_of_a_lost_attempt_can_run_any_more) {
  FlowExecutor executor;
  std::optional<app::Recovery> answer;

  executor.recover({}, [&](app::Recovery recovery) { answer = recovery; }, {});

  EXPECT_EQ(answer, app::Recovery::gone);
}

}  // namespace
}  // namespace slipway::executors
