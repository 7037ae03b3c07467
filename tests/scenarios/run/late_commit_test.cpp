// A claim whose COMMIT is under way when the connection is lost: it may come late, or never.
#include <gtest/gtest.h>

#include <future>

#include "scenarios/run/run_world.h"
#include "support/commit_proxy.h"
#include "support/eventually.h"
#include "support/postgres_server.h"

namespace slipway::test {
namespace {

using std::chrono::seconds;

class RunLateCommit : public ::testing::Test {
 protected:
  // The claim of the job's only node is written, its commit is held, and the engine has lost the connection.
  void lose_claim() {
    world.release(a_job_of("daily", {a_node("a")}));
    instance = world.run_once("daily");
    lose_commit("UPDATE node_instance SET state = 'running'");
  }
  // The same of a node that was claimed with what made it ready.
  void lose_hand_over() {
    world.executor->hold("a");
    world.release(a_job_of("daily", {a_node("a"), a_node("b", {"a"})}));
    instance = world.run_once("daily");
    world.settle();
    world.executor->finish("a");
    lose_commit("INSERT INTO node_attempt");
  }
  void lose_commit(const std::string& statement) {
    proxy.hold_next_commit(statement);
    auto round = std::async(std::launch::async, [this] { return world.engine->run_until_idle(world.installation.clock.now()); });
    proxy.wait_until_held();
    proxy.cut_client();
    const auto settled = round.get();
    ASSERT_FALSE(settled);
    ASSERT_EQ(settled.error().code, "store.outcome_unknown");
  }
  static TestDatabase::Options options_of(const CommitProxy& proxy) {
    TestDatabase::Options options;
    options.postgres_address = proxy.address();
    return options;
  }

  CommitProxy proxy{PostgresServer::shared_url()};
  RunWorld world{store::Dialect::postgres, options_of(proxy)};
  JobInstanceId instance;
};

TEST_F(RunLateCommit, a_claim_whose_commit_comes_late_is_given_back_and_its_node_runs_once) {
  lose_claim();
  world.step(seconds{5});
  EXPECT_EQ(world.executor->starts(), Lines{}) << "it is not decided yet";

  EXPECT_EQ(proxy.deliver(), "COMMIT");
  world.step(seconds{5});

  EXPECT_EQ(world.executor->starts(), Lines{"a 1"});
  EXPECT_EQ(world.states(instance), (Lines{"success", "a success"}));
  EXPECT_EQ(world.view(instance).attempts.size(), 1U);
}

TEST_F(RunLateCommit, a_node_handed_over_by_a_commit_that_comes_late_is_given_back_and_runs_once) {
  lose_hand_over();
  world.step(seconds{5});
  EXPECT_EQ(world.executor->starts(), Lines{"a 1"}) << "it is not decided yet";

  EXPECT_EQ(proxy.deliver(), "COMMIT");
  world.step(seconds{5});

  EXPECT_EQ(world.executor->starts(), (Lines{"a 1", "b 1"}));
  EXPECT_EQ(world.states(instance), (Lines{"success", "a success", "b success"}));
  EXPECT_EQ(world.view(instance).attempts.size(), 2U);
}

TEST_F(RunLateCommit, a_node_handed_over_by_a_commit_that_never_comes_runs_once) {
  lose_hand_over();
  proxy.drop();
  ASSERT_TRUE(eventually([this] {
    world.step(seconds{5});
    return world.states(instance).front() == "success";
  }));

  EXPECT_EQ(world.executor->starts(), (Lines{"a 1", "b 1"}));
  EXPECT_EQ(world.view(instance).attempts.size(), 2U);
}

TEST_F(RunLateCommit, a_claim_whose_commit_never_comes_is_made_again) {
  lose_claim();
  world.step(seconds{5});

  proxy.drop();
  ASSERT_TRUE(eventually([this] {
    world.step(seconds{5});
    return world.states(instance).front() == "success";
  }));

  EXPECT_EQ(world.executor->starts(), Lines{"a 1"});
}

}  // namespace
}  // namespace slipway::test
