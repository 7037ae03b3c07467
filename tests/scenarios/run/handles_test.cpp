// What a running attempt is known by is written soon, and not at all where the attempt has ended by then.
#include <gtest/gtest.h>

#include "scenarios/run/run_world.h"

namespace slipway::test {
namespace {

class RunHandles : public ::testing::TestWithParam<store::Dialect> {
 protected:
  RunHandles() {
    world.handle_pause = pause;
    world.crash();  // the next engine has it
    world.release(a_job_of("job", {a_node("a"), a_node("b", {"a"})}));
    world.executor->hold("a");
    world.executor->hold("b");
  }
  std::uint64_t commits_of(const std::function<void()>& event) {
    const auto before = world.installation.database()->metrics().commit_count;
    event();
    world.settle();
    return world.installation.database()->metrics().commit_count - before;
  }
  std::string log_of(const std::string& node, instance::JobInstanceId id) {
    for (const auto& shown : world.view(id).nodes)
      if (shown.name == node) return shown.log_path;
    return "no such node";
  }

  // The time since boot goes on while a test runs.
  static constexpr std::chrono::hours pause{1};
  RunWorld world{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Store, RunHandles, each_dialect(), dialect_name);

TEST_P(RunHandles, a_handle_alone_waits_for_its_pause) {
  const auto id = world.run_once("job");
  world.settle();
  EXPECT_EQ(log_of("a", id), "");
  world.step(pause - std::chrono::minutes{1});
  EXPECT_EQ(log_of("a", id), "");
  world.step(std::chrono::minutes{1});
  EXPECT_EQ(log_of("a", id), "logs/a");
}

TEST_P(RunHandles, a_step_that_ends_within_it_is_one_commit) {
  world.executor->outcomes_name_logs = false;  // then the handle does
  const auto id = world.run_once("job");
  world.settle();
  EXPECT_EQ(commits_of([&] { world.executor->finish("a"); }), 1U);
  EXPECT_EQ(world.states(id), (Lines{"running", "a success", "b running"}));
  EXPECT_EQ(log_of("a", id), "logs/a");
  EXPECT_EQ(commits_of([&] { world.executor->finish("b"); }), 1U);
  EXPECT_EQ(world.states(id), (Lines{"success", "a success", "b success"}));
}

TEST_P(RunHandles, one_goes_along_with_what_is_written_anyway) {
  const auto first = world.run_once("job");
  world.settle();
  world.run_once("job");
  world.settle();  // admitted, and its node starts
  EXPECT_EQ(log_of("a", first), "logs/a");
}

TEST_P(RunHandles, one_that_waits_when_the_clock_is_set_back_is_written_all_the_same) {
  const auto id = world.run_once("job");
  world.settle();
  world.installation.clock.set(world.installation.clock.now() - std::chrono::hours{24});
  world.step(pause);
  EXPECT_EQ(log_of("a", id), "logs/a");
}

}  // namespace
}  // namespace slipway::test
