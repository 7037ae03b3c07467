#include "app/leases/lease_machine.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace slipway::app {
namespace {

using namespace std::chrono_literals;
using Lost = std::optional<std::string>;

constexpr LeaseTimes times{.length = 15s, .renewal = 5s};

LeaseMachine held_since(LeaseMachine::Time asked_at) {
  LeaseMachine machine(times);
  machine.begun("a", asked_at);
  return machine;
}

TEST(LeaseMachine, is_lost_one_renewal_before_its_end_and_once) {
  auto machine = held_since(100s);
  EXPECT_EQ(machine.look(110s - 1us), Lost());
  EXPECT_EQ(machine.id(), "a");
  EXPECT_EQ(machine.look(110s), "a");
  EXPECT_EQ(machine.id(), Lost());
  EXPECT_EQ(machine.look(110s), Lost());
}

TEST(LeaseMachine, is_counted_from_when_the_renewal_was_asked_for) {
  auto machine = held_since(100s);
  machine.renewed("a", 105s);  // whenever the answer came
  EXPECT_EQ(machine.look(114s), Lost());
  EXPECT_EQ(machine.look(115s), "a");
}

TEST(LeaseMachine, a_renewal_that_answers_after_the_loss_brings_nothing_back) {
  auto machine = held_since(100s);
  EXPECT_EQ(machine.look(110s), "a");
  machine.renewed("a", 109s);
  EXPECT_EQ(machine.id(), Lost());
}

TEST(LeaseMachine, an_answer_about_the_lease_before_says_nothing_of_this_one) {
  auto machine = held_since(100s);
  EXPECT_EQ(machine.look(110s), "a");
  machine.begun("b", 111s);
  EXPECT_EQ(machine.gone("a"), Lost());
  machine.renewed("a", 150s);
  EXPECT_EQ(machine.id(), "b");
  EXPECT_EQ(machine.look(121s), "b") << "what the old one was renewed to does not count";
}

TEST(LeaseMachine, what_the_store_has_no_more_is_lost_at_once) {
  auto machine = held_since(100s);
  EXPECT_EQ(machine.gone("a"), "a");
  EXPECT_EQ(machine.gone("a"), Lost());
}

TEST(LeaseMachine, a_machine_that_was_suspended_over_the_end_finds_it_at_the_first_look) {
  auto machine = held_since(100s);
  EXPECT_EQ(machine.look(3'700s), "a");
}

TEST(LeaseMachine, is_looked_at_when_it_is_due_and_each_second_at_least) {
  auto machine = held_since(100s);
  EXPECT_EQ(machine.time_to_look(100s), 1s);
  EXPECT_EQ(machine.time_to_look(110s - 200ms), 200ms);
  EXPECT_EQ(machine.time_to_look(200s), 0s);
  EXPECT_EQ(machine.look(200s), "a");
  EXPECT_EQ(machine.time_to_look(200s), 1s) << "another may have begun by then";
}

// Whatever comes in whatever order: who holds a lease asked for it, or for its renewal, less than length - renewal ago when looked at.
RC_GTEST_PROP(LeaseMachine, nobody_holds_a_lease_that_the_store_may_have_given_to_others, ()) {
  LeaseMachine machine(times);
  LeaseMachine::Time now{0};
  LeaseMachine::Time asked{0};
  for (int step = 0; step < 100; ++step) {
    now += std::chrono::milliseconds(*rc::gen::inRange(0, 8'000));
    const auto kind = *rc::gen::inRange(0, 4);
    if (kind == 0 && !machine.id()) {
      machine.begun("a", now);
      asked = now;
    } else if (kind == 1 && machine.id()) {
      machine.renewed("a", now);
      asked = now;
    } else if (kind == 2) {
      machine.gone("a");
    }
    machine.look(now);
    if (machine.id()) RC_ASSERT(now < asked + times.length - times.renewal);
  }
}

}  // namespace
}  // namespace slipway::app
