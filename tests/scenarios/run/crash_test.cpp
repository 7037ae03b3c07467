// What becomes of runs when their server dies.
#include <gtest/gtest.h>

#include "app/engine/round/instance_batch.h"
#include "scenarios/run/run_world.h"

namespace slipway::test {
namespace {

class RunCrash : public RunScenario {};
INSTANTIATE_TEST_SUITE_P(Store, RunCrash, each_dialect(), dialect_name);

TEST_P(RunCrash, a_lost_process_fails_with_that_reason_and_is_not_run_again) {
  world.release(a_job_of("daily", {a_node("a"), a_node("b", {"a"})}));
  executor().hold("a");
  const auto id = world.run_once("daily");
  world.settle();
  must(world.engine->record_reports(world.installation.clock.now()));

  world.crash();
  world.settle();

  EXPECT_EQ(world.states(id), (Lines{"fail", "a fail", "b skip"}));
  EXPECT_EQ(world.view(id).nodes[0].facts.message, "the process was lost with the server that ran it");
  EXPECT_EQ(executor().asked_after, (Lines{"a: process 101"})) << "what is left of it was killed first";
  EXPECT_TRUE(executor().runs.empty());
  EXPECT_EQ(world.view(id).attempts.at(0).outcome->kind, instance::Outcome::lost);
}

TEST_P(RunCrash, a_lost_process_is_tried_again_where_the_node_allows_it) {
  world.release(a_job_of("daily", {a_node("a", {}, R"("retryTimes":1,"retryInterval":10)"), a_node("b", {"a"})}));
  executor().hold("a");
  const auto id = world.run_once("daily");
  world.settle();

  world.crash();
  world.settle();
  EXPECT_TRUE(executor().runs.empty()) << "not before the interval";
  world.step(std::chrono::seconds{10});

  EXPECT_EQ(executor().starts(), (Lines{"a 2", "b 1"}));
  EXPECT_EQ(world.states(id), (Lines{"success", "a success", "b success"}));
}

TEST_P(RunCrash, what_may_still_run_is_asked_after_again_later_and_later) {
  world.release(a_job_of("daily", {a_node("a")}));
  executor().hold("a");
  const auto id = world.run_once("daily");
  world.settle();
  world.crash();
  executor().recovers("a", {app::Recovery::unknown, app::Recovery::unknown, app::Recovery::gone});
  const auto asked_after = [&](std::chrono::seconds pause) {
    world.step(pause);
    return executor().asked_after.size();
  };

  EXPECT_EQ(asked_after(std::chrono::seconds{0}), 1U);
  EXPECT_EQ(asked_after(std::chrono::seconds{1}), 2U);
  EXPECT_EQ(asked_after(std::chrono::seconds{1}), 2U);
  EXPECT_EQ(world.states(id), (Lines{"running", "a running"}));
  EXPECT_EQ(asked_after(std::chrono::seconds{1}), 3U);
  EXPECT_EQ(world.states(id), (Lines{"fail", "a fail"}));
  EXPECT_TRUE(executor().runs.empty());
}

TEST_P(RunCrash, what_is_reattached_goes_on_under_the_next_server) {
  world.release(a_job_of("daily", {a_node("a"), a_node("b", {"a"})}));
  executor().hold("a");
  const auto id = world.run_once("daily");
  world.settle();
  world.crash();
  executor().recovers("a", {app::Recovery::reattached});

  world.settle();
  EXPECT_EQ(world.states(id), (Lines{"running", "a running", "b waiting"}));
  executor().finish("a");
  world.settle();

  EXPECT_EQ(world.states(id), (Lines{"success", "a success", "b success"}));
  EXPECT_EQ(executor().starts(), Lines{"b 1"});
  EXPECT_EQ(world.view(id).attempts.size(), 2U);
}

TEST_P(RunCrash, finished_nodes_and_waiting_instances_go_on_where_they_stood) {
  world.context().limits.instances_per_job = 1;
  world.release(a_job_of("daily", {a_node("a"), a_node("b", {"a"}, R"("retryTimes":1,"retryInterval":5)"), a_node("c", {"b"})}));
  executor().hold("b");
  const auto first = world.run_once("daily");
  world.installation.clock.step(std::chrono::seconds{1});
  const auto second = world.run_once("daily");
  world.settle();
  EXPECT_EQ(world.states(second).front(), "waiting");

  world.crash();
  world.settle();
  world.step(std::chrono::seconds{5});

  EXPECT_EQ(world.states(first), (Lines{"success", "a success", "b success", "c success"}));
  EXPECT_EQ(world.states(second), (Lines{"success", "a success", "b success", "c success"}));
  EXPECT_EQ(executor().starts(), (Lines{"b 2", "c 1", "a 1", "b 1", "c 1"}));
}

TEST_P(RunCrash, a_node_that_starts_nothing_is_simply_done_again) {
  world.release(a_job_of("daily", {a_noop("join")}));
  executor().hold("join");
  const auto id = world.run_once("daily");
  world.settle();

  world.crash();
  world.settle();

  EXPECT_EQ(executor().starts(), (Lines{"join 1"}));
  EXPECT_EQ(world.states(id), (Lines{"success", "join success"}));
  EXPECT_EQ(world.view(id).attempts.size(), 1U);
}

TEST_P(RunCrash, the_result_of_an_old_claim_is_refused) {
  world.release(a_job_of("daily", {a_node("a", {}, R"("retryTimes":1,"retryInterval":5)")}));
  executor().hold("a");
  const auto id = world.run_once("daily");
  world.settle();
  world.crash();
  world.settle();
  executor().hold("a");
  world.step(std::chrono::seconds{5});
  ASSERT_EQ(world.states(id), (Lines{"running", "a running"}));

  app::JobCache jobs;
  const instance::AttemptEnd late{.id = {id, 0, 1, 1}, .outcome = instance::AttemptOutcome{.kind = instance::Outcome::succeeded}};
  const auto is_current = must(world.installation.store().write([&](app::Tx& tx) -> Result<bool> {
    app::InstanceBatch batch(tx, world.installation.clock.now());
    TRY(batch.load(jobs, {{id, 0}}));
    TRY_LET(is_taken, batch.end_attempt(late));
    TRY(batch.write());
    return is_taken;
  }));

  EXPECT_FALSE(is_current);
  EXPECT_EQ(world.states(id), (Lines{"running", "a running"}));
  executor().finish("a");
  world.settle();
  EXPECT_EQ(world.states(id), (Lines{"success", "a success"}));
}

TEST_P(RunCrash, a_server_that_ends_in_order_gives_its_attempts_up) {
  world.release(a_job_of("daily", {a_node("a", {}, R"("retryTimes":1,"retryInterval":5)")}));
  executor().hold("a");
  const auto id = world.run_once("daily");
  world.settle();

  executor().kill_all("the server was stopped");
  must(world.engine->record_reports(world.installation.clock.now()));
  world.crash();
  world.step(std::chrono::seconds{5});

  EXPECT_TRUE(executor().asked_after.empty()) << "nothing was left to take over";
  EXPECT_EQ(world.states(id), (Lines{"success", "a success"}));
}

}  // namespace
}  // namespace slipway::test
