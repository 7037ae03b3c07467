// A round of the engine waits for nobody: what another session holds is left to a later round, and the rest goes on.
#include <gtest/gtest.h>

#include "scenarios/run/run_world.h"
#include "support/second_session.h"

namespace slipway::test {
namespace {

using std::chrono::seconds;

class RunLocks : public ::testing::Test {
 protected:
  RunLocks() {
    world.release(a_job_of("held", {a_node("a"), a_node("b", {"a"})}));
    world.release(a_job_of("free", {a_node("x")}));
    world.executor->hold("a");
    held = world.run_once("held");
  }
  void hold(const std::string& rows) {
    other.begin_write();
    other.run("SELECT 1 FROM " + rows + " FOR UPDATE");
  }
  std::string of_held(const std::string& table, const std::string& column) const {
    return table + " WHERE " + column + " = " + std::to_string(held.number);
  }
  std::string job_of_held() const {
    return "environment_job WHERE object_id = (SELECT object_id FROM " + of_held("job_instance", "id") + ")";
  }
  // Another job's run ends, though a row of the first one is held all the while.
  void expect_others_go_on() {
    const auto id = world.run_once("free");
    world.settle();
    EXPECT_EQ(world.states(id), (Lines{"success", "x success"}));
  }
  void let_go() {
    other.commit();
    world.step(seconds{1});
  }

  RunWorld world{store::Dialect::postgres};
  SecondSession other{world.installation.database()};
  JobInstanceId held;
};

TEST_F(RunLocks, a_job_that_somebody_holds_is_admitted_when_it_is_free) {
  hold(job_of_held());
  expect_others_go_on();
  EXPECT_EQ(world.states(held).front(), "waiting");

  let_go();

  EXPECT_EQ(world.states(held), (Lines{"running", "a running", "b waiting"}));
}

TEST_F(RunLocks, an_instance_that_somebody_holds_is_admitted_when_it_is_free) {
  hold(of_held("job_instance", "id"));
  expect_others_go_on();
  EXPECT_EQ(world.states(held).front(), "waiting");

  let_go();

  EXPECT_EQ(world.states(held), (Lines{"running", "a running", "b waiting"}));
}

TEST_F(RunLocks, a_result_for_an_instance_that_somebody_holds_is_kept_until_it_is_free) {
  world.settle();
  hold(of_held("job_instance", "id"));
  world.executor->finish("a");
  expect_others_go_on();
  EXPECT_EQ(world.states(held), (Lines{"running", "a running", "b waiting"}));

  let_go();

  EXPECT_EQ(world.states(held), (Lines{"success", "a success", "b success"}));
}

TEST_F(RunLocks, an_end_that_cannot_be_counted_yet_is_kept_until_its_job_is_free) {
  world.executor->hold("b");
  world.settle();
  world.executor->finish("a");
  world.settle();
  hold(job_of_held());
  world.executor->finish("b");
  expect_others_go_on();
  EXPECT_EQ(world.states(held), (Lines{"running", "a success", "b running"}));

  let_go();

  EXPECT_EQ(world.states(held), (Lines{"success", "a success", "b success"}));
}

TEST_F(RunLocks, a_ready_node_that_somebody_holds_is_claimed_when_it_is_free) {
  world.settle();
  other.begin_write();
  other.run("SELECT 1 FROM " + of_held("node_instance", "instance_id") + " AND name = 'b' FOR UPDATE");
  expect_others_go_on();

  let_go();
  world.executor->finish("a");
  world.step(seconds{1});

  EXPECT_EQ(world.states(held), (Lines{"success", "a success", "b success"}));
}

}  // namespace
}  // namespace slipway::test
