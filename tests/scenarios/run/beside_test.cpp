// Where much has ended and much waits, claims are a write of their own beside the one that records.
#include <gtest/gtest.h>

#include <set>

#include "scenarios/run/run_world.h"

namespace slipway::test {
namespace {

constexpr int width = 60;

class ClaimsBeside : public ::testing::TestWithParam<store::Dialect> {
 protected:
  ClaimsBeside() {
    world.claims_beside_from = 1;
    world.crash();  // the next engine has it
    world.executor->slots = 8;
    Lines nodes;
    for (int i = 0; i < width; ++i) nodes.push_back(a_noop("n" + std::to_string(i)));
    world.release(a_job_of("wide", nodes));
  }
  std::uint64_t commit_count() { return world.installation.database()->metrics().commit_count; }

  RunWorld world{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Store, ClaimsBeside, each_dialect(), dialect_name);

TEST_P(ClaimsBeside, each_node_runs_once) {
  const auto first = world.run_once("wide");
  const auto second = world.run_once("wide");
  world.settle();
  EXPECT_EQ(world.states(first).front(), "success");
  EXPECT_EQ(world.states(second).front(), "success");
  std::set<app::AttemptId> started;
  for (const auto& run : world.executor->runs) started.insert(run.id);
  EXPECT_EQ(started.size(), 2U * width);
  EXPECT_EQ(world.executor->runs.size(), 2U * width);
}

TEST_P(ClaimsBeside, what_ends_and_what_is_claimed_are_two_writes) {
  for (int i = 0; i < 16; ++i) world.executor->hold("n" + std::to_string(i));
  world.run_once("wide");
  world.settle();
  ASSERT_EQ(world.executor->running(), 8U);
  const auto before = commit_count();
  for (int i = 0; i < 8; ++i) world.executor->finish("n" + std::to_string(i));
  world.settle();
  EXPECT_EQ(world.executor->running(), 8U);
  // On SQLite the one writer may take both into one commit.
  EXPECT_LE(commit_count() - before, 2U);
  EXPECT_GE(commit_count() - before, GetParam() == store::Dialect::postgres ? 2U : 1U);
}

// What one of them cannot do holds up no other.
TEST_P(ClaimsBeside, a_run_whose_claim_cannot_be_made_holds_up_no_record) {
  const auto first = world.run_once("wide");
  world.executor->hold("n0");
  world.executor->slots = 1;
  world.settle();
  const auto broken = world.run_once("wide");
  world.settle();
  must(world.installation.database()->write([&](store::Connection& connection) {
    return connection.run_script("UPDATE job_instance SET parameters = '[]' WHERE id = " + broken.text());
  }));
  world.executor->slots = 8;
  world.executor->finish("n0");
  world.settle();
  EXPECT_EQ(world.states(first).front(), "success");
  EXPECT_EQ(world.count(instance::InstanceState::success), 1);
}

}  // namespace
}  // namespace slipway::test
