// The clock is set while nodes are ready or wait for their next try: no pause is longer than its own length.
#include <gtest/gtest.h>

#include "scenarios/run/run_world.h"

namespace slipway::test {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class RunClock : public RunScenario {
 protected:
  // A node that failed and is tried again in two minutes.
  JobInstanceId a_retry() {
    world.release(a_job_of("daily", {a_node("a", {}, R"("retryTimes":1,"retryInterval":120)")}));
    executor().hold("a");
    const auto run = world.run_once("daily");
    world.settle();
    executor().finish("a", instance::Outcome::failed);
    world.settle();
    EXPECT_EQ(executor().starts(), Lines{"a 1"});
    return run;
  }
};
INSTANTIATE_TEST_SUITE_P(Store, RunClock, each_dialect(), dialect_name);

TEST_P(RunClock, a_clock_that_is_set_back_before_the_begin_of_a_pause_ends_it) {
  a_retry();
  world.step(-hours{1});
  EXPECT_EQ(executor().starts(), (Lines{"a 1", "a 2"}));
}

TEST_P(RunClock, a_pause_that_has_begun_holds_until_its_end) {
  a_retry();
  world.step(seconds{60});
  world.step(-seconds{30});
  world.step(seconds{80});
  EXPECT_EQ(executor().starts(), Lines{"a 1"});
  world.step(seconds{10});
  EXPECT_EQ(executor().starts(), (Lines{"a 1", "a 2"}));
}

TEST_P(RunClock, a_server_that_starts_with_its_clock_set_back_heeds_it) {
  a_retry();
  world.installation.clock.step(-hours{1});
  world.crash();
  world.settle();
  EXPECT_EQ(executor().starts(), Lines{"a 2"});
}

TEST_P(RunClock, a_ready_node_that_had_no_place_starts_at_once_when_there_is_one) {
  world.release(a_job_of("daily", {a_node("a")}));
  executor().slots = 0;
  world.run_once("daily");
  world.settle();
  executor().slots = 8;
  world.step(-hours{1});
  EXPECT_EQ(executor().starts(), Lines{"a 1"});
}

}  // namespace
}  // namespace slipway::test
