// The engine with its thread, and several servers on one store.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "app/ports/server/incarnation_repository.h"
#include "scenarios/run/run_world.h"
#include "support/eventually.h"

namespace slipway::test {
namespace {

class RunServers : public RunScenario {};
INSTANTIATE_TEST_SUITE_P(Store, RunServers, each_dialect(), dialect_name);

TEST_P(RunServers, the_engines_thread_runs_an_instance_to_its_end_when_it_is_woken) {
  world.release(a_job_of("daily", {a_node("a"), a_node("b", {"a"}), a_node("c", {"b"})}));
  world.engine->start();
  const auto id = world.run_once("daily");

  world.engine->wake();

  EXPECT_TRUE(eventually([&] { return world.states(id).front() == "success"; }));
  world.engine->request_stop();
  world.engine->request_stop();
  world.engine->join();
  world.engine->join();
  EXPECT_EQ(executor().starts(), (Lines{"a 1", "b 1", "c 1"}));
}

// The interval of the world's engine is ten minutes: what happens below, happens without it. The engine counts the time that
// is left by a clock that stands still here, so it looks again and again until the test steps to the end.
constexpr std::chrono::milliseconds just_before{50};

TEST_P(RunServers, the_engines_thread_wakes_by_itself_at_a_plan_time) {
  world.release(a_job_of("often", {a_node("a")}, a_cron("0 0/30 * * * ?")));
  world.release(a_job_of("now", {a_node("b")}));
  world.start("often");
  world.installation.clock.step(std::chrono::minutes{30} - just_before);
  const auto other = world.run_once("now");
  world.engine->start();
  ASSERT_TRUE(eventually([&] { return world.states(other).front() == "success"; }));

  world.installation.clock.step(just_before);

  EXPECT_TRUE(eventually([&] { return world.plan_times() == Lines{"12:29 success", "12:30 success"}; }));
}

TEST_P(RunServers, the_engines_thread_wakes_by_itself_for_a_retry) {
  world.release(a_job_of("daily", {a_node("a", {}, R"("retryTimes":1,"retryInterval":6)")}));
  world.release(a_job_of("now", {a_node("b")}));
  executor().ends_with("a", {instance::Outcome::failed});
  const auto id = world.run_once("daily");
  world.settle();
  ASSERT_EQ(world.states(id), (Lines{"running", "a ready"}));
  world.installation.clock.step(std::chrono::seconds{6} - just_before);
  const auto other = world.run_once("now");
  world.engine->start();
  ASSERT_TRUE(eventually([&] { return world.states(other).front() == "success"; }));

  world.installation.clock.step(just_before);

  EXPECT_TRUE(eventually([&] { return world.states(id).front() == "success"; }));
}

TEST_P(RunServers, without_a_lease_nothing_is_admitted_claimed_or_started_until_there_is_another) {
  world.release(a_job_of("daily", {a_node("a"), a_node("b", {"a"})}));
  const auto id = world.run_once("daily");
  world.current_incarnation.clear();
  world.settle();
  EXPECT_EQ(executor().starts(), Lines{});
  EXPECT_EQ(world.states(id).front(), "waiting");

  must(world.installation.store().write([&](app::Tx& tx) {
    return tx.incarnations().begin("next", "test-host", world.installation.clock.now(), std::chrono::hours{24});
  }));
  world.current_incarnation.set("next");
  world.settle();
  EXPECT_EQ(world.states(id).front(), "success");
}

TEST_P(RunServers, what_was_started_while_the_lease_was_being_lost_is_killed) {
  world.release(a_job_of("daily", {a_node("a")}));
  const auto id = world.run_once("daily");
  executor().hold("a");
  executor().when_starting = [&] { world.current_incarnation.clear(); };
  world.settle();
  EXPECT_EQ(executor().starts(), Lines{"a 1"});
  EXPECT_EQ(world.states(id), (Lines{"fail", "a fail"}));
}

TEST_P(RunServers, two_servers_share_the_work_and_nothing_runs_twice) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "one server owns the file";
  Lines nodes;
  for (int i = 0; i < 20; ++i)
    nodes.push_back(a_node("n" + std::to_string(i), i < 10 ? Lines{} : Lines{"n" + std::to_string(i - 10)}));
  world.release(a_job_of("wide", nodes));
  must(world.installation.store().write([&](app::Tx& tx) {
    return tx.incarnations().begin("second", "second-host", world.installation.clock.now(), std::chrono::hours{24});
  }));
  FakeExecutor second_executor;
  app::CurrentIncarnation second_incarnation{"second"};
  app::ExecutorRegistry second_executors;
  second_executors.add(catalog::ExecutorKind::process, second_executor);
  app::ClaimPauses second_pauses;
  app::Engine second(world.context(), second_executors, second_pauses, second_incarnation, {.server_id = "second-server"});
  std::vector<JobInstanceId> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(world.run_once("wide"));
    world.installation.clock.step(std::chrono::seconds{1});
  }

  world.engine->start();
  second.start();
  const bool have_all_ended = eventually([&] {
    world.engine->wake();
    second.wake();
    return world.count(instance::InstanceState::success) == 5;
  });
  world.engine->request_stop();
  second.request_stop();
  world.engine->join();
  second.join();

  EXPECT_TRUE(have_all_ended);
  std::set<std::pair<std::int64_t, std::string>> started;
  for (const auto* runs : {&executor().runs, &second_executor.runs})
    for (const auto& run : *runs)
      EXPECT_TRUE(started.emplace(run.id.instance.number, run.node_name).second) << run.node_name << " ran twice";
  EXPECT_EQ(started.size(), 100U);
  for (const auto id : ids) EXPECT_EQ(world.view(id).instance.facts.unfinished_nodes, 0);
}

}  // namespace
}  // namespace slipway::test
