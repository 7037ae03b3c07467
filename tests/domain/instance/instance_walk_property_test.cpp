// The laws of the walk, over random graphs and any interleaving of outcomes: it ends, no node starts before its
// predecessors ended, none runs twice at one time, and the counts are right after every step.
#include <gtest/gtest.h>

#include "support/instance_walk.h"

namespace slipway::instance {
namespace {

using test::a_random_job;
using test::Walk;

TEST(InstanceWalk, ends_whatever_happens_and_never_runs_too_early_or_twice) {
  EXPECT_TRUE(rc::check("instance walk", [] {
    Walk walk(a_random_job());
    walk.admit();
    const bool may_be_stopped = *rc::gen::inRange(0, 4) == 0;
    for (int steps = 0; !is_final(walk.facts().state); ++steps) {
      RC_ASSERT(steps < 1'000);
      const auto startable = walk.startable();
      const auto running = walk.running();
      RC_ASSERT(!startable.empty() || !running.empty());
      if (may_be_stopped && walk.may_stop() && *rc::gen::inRange(0, 10) == 0) {
        walk.stop();
      } else if (running.empty() || (!startable.empty() && *rc::gen::arbitrary<bool>())) {
        walk.start(*rc::gen::elementOf(startable));
      } else {
        walk.finish(*rc::gen::elementOf(running),
                    *rc::gen::elementOf(std::vector<Outcome>(all_outcomes.begin(), all_outcomes.end())));
      }
    }
    walk.check_end();
  }));
}

}  // namespace
}  // namespace slipway::instance
