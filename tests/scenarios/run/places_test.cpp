// Whose turn it is when places are few, and what happens when starts come back.
#include <gtest/gtest.h>

#include "app/run/tell_waiting.h"
#include "app/run/test_run.h"
#include "scenarios/run/run_world.h"

namespace slipway::test {
namespace {

using std::chrono::seconds;

class RunPlaces : public RunScenario {};
INSTANTIATE_TEST_SUITE_P(Store, RunPlaces, each_dialect(), dialect_name);

TEST_P(RunPlaces, a_start_that_comes_back_uses_up_nothing_and_is_tried_again_after_a_growing_pause) {
  world.release(a_job_of("daily", {a_node("a")}));
  executor().returns("a", 2);
  const auto id = world.run_once("daily");
  const auto starts_after = [&](seconds pause) {
    world.step(pause);
    return executor().starts();
  };

  EXPECT_EQ(starts_after(seconds{0}), Lines{"a 1"});
  EXPECT_EQ(world.states(id), (Lines{"running", "a ready"}));
  EXPECT_TRUE(world.view(id).attempts.empty());
  const auto pause = world.claim_pauses.find(catalog::ExecutorKind::process, world.installation.clock.now());
  ASSERT_TRUE(pause);
  EXPECT_EQ(pause->reason, "no process is free");
  auto shown = world.view(id);
  app::tell_waiting(shown, world.executors, world.claim_pauses, world.installation.clock.now());
  EXPECT_EQ(shown.nodes[0].facts.message,
            "not started yet: no process is free; tried again at " + base::format_instant(pause->end()));
  EXPECT_EQ(starts_after(seconds{1}), (Lines{"a 1", "a 1"}));
  EXPECT_EQ(starts_after(seconds{1}), (Lines{"a 1", "a 1"})) << "the second pause is twice as long";
  EXPECT_EQ(starts_after(seconds{1}), (Lines{"a 1", "a 1", "a 1"}));
  EXPECT_EQ(world.states(id), (Lines{"success", "a success"}));
  EXPECT_TRUE(world.claim_pauses.list(world.installation.clock.now()).empty());
}

TEST_P(RunPlaces, what_waits_says_why) {
  const auto told = [&](JobInstanceId id) {
    auto shown = world.view(id);
    app::tell_waiting(shown, world.executors, world.claim_pauses, world.installation.clock.now());
    return shown;
  };
  executor().slots = 1;
  executor().hold("a");
  world.release(a_job_of("narrow", {a_node("a")},
                         R"({"type":"CRON","cron":{"startTime":"2020-01-01T00:00:00+00",)"
                         R"("expression":"0 0/30 * * * ?","expressionTimeZone":"GMT+0","concurrent":1}})"));
  world.start("narrow");
  world.step(std::chrono::hours{1});
  ASSERT_EQ(world.plan_times(), (Lines{"12:30 running", "13:00 waiting"}));
  const auto runs = world.runs();
  EXPECT_EQ(told(runs[1].id).instance.facts.message,
            "waits for room: as many of its job run as may at once, 1 (instance " + runs[0].id.text() + ")");
  EXPECT_EQ(told(runs[0].id).instance.facts.message, "");

  world.release(a_job_of("other", {a_node("b", {}, R"("retryTimes":1,"retryInterval":60)")}));
  const auto other = world.run_once("other");
  world.settle();
  EXPECT_EQ(told(other).nodes[0].facts.message, "not started yet: all 1 places of this server are taken");

  executor().ends_with("b", {FakeExecutor::Kind::failed});
  executor().slots = 2;
  world.step(seconds{1});
  const auto waits = told(other).nodes[0];
  EXPECT_EQ(waits.facts.message, "exit code 1; tried again at " + base::format_instant(*waits.facts.ready_at));
}

TEST_P(RunPlaces, starts_that_come_back_hold_up_no_other_kind) {
  world.release(a_job_of("daily", {a_node("a")}));
  executor().returns("a", 1);
  const auto id = world.run_once("daily");
  world.settle();
  world.release(a_job_of("other", {a_noop("join")}));

  const auto other = world.run_once("other");
  world.settle();

  EXPECT_EQ(world.states(other), (Lines{"success", "join success"}));
  EXPECT_EQ(world.states(id).at(1), "a ready");
}

TEST_P(RunPlaces, what_becomes_ready_takes_the_place_that_its_predecessor_left_unless_something_older_waits) {
  executor().slots = 1;
  for (const auto* node : {"a", "b", "c", "x"}) executor().hold(node);
  world.release(a_job_of("chain", {a_node("a"), a_node("b", {"a"}), a_node("c", {"b"})}));
  world.release(a_job_of("other", {a_node("x")}));
  const auto next_after = [&](const std::string& node) {
    world.installation.clock.step(seconds{1});
    executor().finish(node);
    world.settle();
    return executor().running_nodes();
  };
  world.run_once("chain");
  world.settle();

  EXPECT_EQ(next_after("a"), Lines{"b"});
  world.run_once("other");
  world.settle();
  EXPECT_EQ(executor().running_nodes(), Lines{"b"});
  EXPECT_EQ(next_after("b"), Lines{"x"}) << "it was ready before c";
  EXPECT_EQ(next_after("x"), Lines{"c"});
}

TEST_P(RunPlaces, no_more_takes_over_than_has_places) {
  executor().slots = 2;
  for (const auto* node : {"a", "b", "c", "d"}) executor().hold(node);
  world.release(a_job_of("fan", {a_node("a"), a_node("b", {"a"}), a_node("c", {"a"}), a_node("d", {"a"})}));
  world.run_once("fan");
  world.settle();

  executor().finish("a");
  world.settle();
  EXPECT_EQ(executor().running_nodes(), (Lines{"b", "c"}));
  executor().finish("b");
  world.settle();
  EXPECT_EQ(executor().running_nodes(), (Lines{"c", "d"}));
}

TEST_P(RunPlaces, test_runs_leave_half_of_the_places_to_production) {
  executor().slots = 5;
  executor().hold("t");
  executor().hold("p");
  auto draft = a_job_of("draft", {a_node("t")});
  draft.set("targetStatus", "SAVED");
  must(app::create_object(world.context(), world.as("dev"), catalog::ObjectKind::job, draft));
  for (int i = 0; i < 5; ++i) {
    must(app::test_run(world.context(), world.as("dev"), {"draft", {}}));
    world.installation.clock.step(seconds{1});
  }
  world.settle();
  EXPECT_EQ(executor().running_nodes(), (Lines{"t", "t", "t"})) << "half of five, rounded down, is production's";

  world.release(a_job_of("daily", {a_node("p")}));
  world.run_once("daily");
  world.settle();
  EXPECT_EQ(executor().running_nodes(), (Lines{"t", "t", "t", "p"}));
  executor().finish("t");
  world.settle();
  EXPECT_EQ(executor().running_nodes(), (Lines{"t", "t", "p", "t"}));
}

}  // namespace
}  // namespace slipway::test
