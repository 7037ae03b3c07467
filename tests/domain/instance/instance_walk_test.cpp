#include "domain/instance/instance_walk.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/instance_walk.h"

namespace slipway::instance {
namespace {

const base::Instant noon = base::from_milliseconds(1'800'000'000'000);
constexpr std::size_t no_limit = 1'000;

struct SampleNode {
  std::string name;
  std::string type;
  std::vector<std::string> after{};
  bool ignores_failure = false;
};

RunnableJob a_job(const std::vector<SampleNode>& nodes) {
  catalog::JobDefinition definition;
  for (const auto& [name, type, after, ignores_failure] : nodes) {
    catalog::Node node;
    node.name = name;
    node.type = type;
    node.predecessors = after;
    node.fail_policy = ignores_failure ? catalog::FailPolicy::ignore : catalog::FailPolicy::fail;
    definition.nodes.push_back(std::move(node));
  }
  return make_runnable_job(std::move(definition)).value();
}

RunnableJob a_chain_of_dummies(int length) {
  std::vector<SampleNode> nodes;
  for (int i = 0; i < length; ++i) {
    SampleNode node{"n" + std::to_string(i), "Dummy"};
    if (i > 0) node.after = {"n" + std::to_string(i - 1)};
    nodes.push_back(std::move(node));
  }
  return a_job(nodes);
}

InstanceWalk a_new_walk(const RunnableJob& job) {
  return {job, JobInstance{}, make_node_instances(job, JobInstanceId{7}, QueueClass::production)};
}

// What the engine has between two rounds, and the walk of the next one over the rows that it reads.
struct Stored {
  const RunnableJob& job;
  JobInstance instance;
  std::vector<NodeInstance> nodes;

  InstanceWalk read(const std::vector<std::size_t>& positions) const {
    std::vector<NodeInstance> known;
    for (const auto position : positions) known.push_back(nodes[position]);
    return {job, instance, std::move(known)};
  }
  void write(const InstanceWalk& walk) {
    instance = walk.instance();
    for (const auto& node : walk.changed_nodes()) nodes[static_cast<std::size_t>(node.ordinal)] = node;
  }
  void skip_what_is_left(InstanceWalk& walk) {
    if (!walk.skips_unstarted()) return;
    std::int64_t count = 0;
    for (auto& node : nodes) {
      const auto step = node_transition(node.facts, {}, InstanceFailed{}, false, noon);
      count += step->has_ended ? 1 : 0;
      node.facts = step->next;
    }
    ASSERT_TRUE(walk.count_skipped(count, noon));
    instance = walk.instance();
  }
  void start(std::size_t position) {
    nodes[position].holder = "server";
    nodes[position].facts = node_transition(nodes[position].facts, {}, AttemptStarted{}, true, noon)->next;
  }
};

std::string states_of(const std::vector<NodeInstance>& nodes) {
  std::string text;
  for (const auto& node : nodes) text += (text.empty() ? "" : " ") + node.name + ":" + std::string(to_text(node.facts.state));
  return text;
}

Stored admitted(const RunnableJob& job) {
  auto walk = a_new_walk(job);
  EXPECT_TRUE(walk.admit(noon));
  Stored stored{job, {}, make_node_instances(job, JobInstanceId{7}, QueueClass::production)};
  stored.write(walk);
  return stored;
}

TEST(InstanceWalk, a_chain_of_dummies_ends_with_its_admission) {
  const auto job = a_chain_of_dummies(1'000);
  auto walk = a_new_walk(job);

  ASSERT_TRUE(walk.admit(noon));

  EXPECT_EQ(walk.instance().facts.state, InstanceState::success);
  EXPECT_EQ(walk.instance().ended_at, noon);
  EXPECT_TRUE(walk.has_ended());
  EXPECT_EQ(walk.changed_nodes().size(), 1'000U);
  EXPECT_EQ(walk.changed_nodes().back().ended_at, noon);
  EXPECT_EQ(walk.changed_nodes().back().facts.attempt, 0) << "nothing was attempted";
}

TEST(InstanceWalk, a_node_that_needs_an_executor_is_ready_and_no_more) {
  const auto job = a_job({{"a", "Dummy"}, {"b", "Shell", {"a"}}, {"c", "Dummy", {"b"}}});

  EXPECT_EQ(states_of(admitted(job).nodes), "a:success b:ready c:waiting");
}

TEST(InstanceWalk, what_ended_takes_the_instance_over_all_that_needs_no_executor) {
  const auto job = a_job({{"a", "Shell"}, {"b", "Dummy", {"a"}}, {"c", "Dummy", {"b"}}, {"d", "Shell", {"c"}}});
  auto stored = admitted(job);
  stored.start(0);

  auto walk = stored.read(nodes_ahead(job, {0}, no_limit));
  ASSERT_TRUE(walk.apply_attempt(0, AttemptEnded{Outcome::succeeded, {}}, noon));
  stored.write(walk);

  EXPECT_EQ(states_of(stored.nodes), "a:success b:success c:success d:ready");
  EXPECT_EQ(stored.instance.facts.unfinished_nodes, 1);
}

TEST(InstanceWalk, what_this_walk_made_ready_starts_as_a_claim_would) {
  const auto job = a_job({{"a", "Shell"}, {"b", "Shell", {"a"}}, {"c", "Noop", {"a"}}, {"d", "Shell", {"b"}}, {"e", "Shell"}});
  auto stored = admitted(job);
  stored.start(0);

  auto walk = stored.read(nodes_ahead(job, {0}, no_limit));
  ASSERT_TRUE(walk.apply_attempt(0, AttemptEnded{Outcome::succeeded, {}}, noon));
  EXPECT_EQ(walk.startable(catalog::ExecutorKind::process, noon), std::vector<std::size_t>{1}) << "e was ready before";
  EXPECT_EQ(walk.startable(catalog::ExecutorKind::flow, noon), std::vector<std::size_t>{2});
  const auto started = walk.start(1, "server", noon);
  stored.write(walk);

  ASSERT_TRUE(started);
  EXPECT_EQ(states_of(stored.nodes), "a:success b:running c:ready d:waiting e:ready");
  const auto& node = stored.nodes[1];
  EXPECT_EQ(node.attempt_id(), (AttemptId{JobInstanceId{7}, 1, 1, 1}));
  EXPECT_EQ(started->attempt_id(), node.attempt_id());
  EXPECT_EQ(node.holder, "server");
  EXPECT_EQ(node.started_at, noon);
  EXPECT_EQ(stored.nodes[0].holder, "") << "it runs no more";
}

TEST(InstanceWalk, nothing_is_startable_after_a_failure_or_before_its_time) {
  auto job = a_job({{"a", "Shell"}, {"b", "Shell"}, {"c", "Shell", {"a"}}});
  job.nodes[0].settings = {.retry_times = 1, .retry_interval = std::chrono::seconds{1}};
  auto stored = admitted(job);
  stored.start(0);
  stored.start(1);

  auto walk = stored.read(nodes_ahead(job, {0, 1}, no_limit));
  ASSERT_TRUE(walk.apply_attempt(0, AttemptEnded{Outcome::failed, {}}, noon));
  EXPECT_TRUE(walk.startable(catalog::ExecutorKind::process, noon).empty()) << "its retry comes later";
  EXPECT_EQ(walk.startable(catalog::ExecutorKind::process, noon + std::chrono::seconds{1}), std::vector<std::size_t>{0});
  ASSERT_TRUE(walk.apply_attempt(1, AttemptEnded{Outcome::failed, {}}, noon));
  EXPECT_TRUE(walk.startable(catalog::ExecutorKind::process, noon + std::chrono::seconds{1}).empty());
}

TEST(InstanceWalk, a_node_behind_which_not_all_is_known_waits_for_the_next_walk) {
  const auto job = a_job({{"a", "Shell"}, {"b", "Dummy", {"a"}}, {"c", "Dummy", {"b"}}, {"d", "Dummy", {"c"}}});
  auto stored = admitted(job);
  stored.start(0);

  auto first = stored.read(nodes_ahead(job, {0}, 1));
  ASSERT_TRUE(first.apply_attempt(0, AttemptEnded{Outcome::succeeded, {}}, noon));
  stored.write(first);
  EXPECT_EQ(states_of(stored.nodes), "a:success b:ready c:waiting d:waiting");

  auto second = stored.read(nodes_ahead(job, {1}, no_limit));
  ASSERT_TRUE(second.pass_ready(noon));
  stored.write(second);
  EXPECT_EQ(states_of(stored.nodes), "a:success b:success c:success d:success");
  EXPECT_EQ(stored.instance.facts.state, InstanceState::success);
}

TEST(InstanceWalk, a_join_behind_dummies_waits_for_its_last_predecessor) {
  const auto job =
      a_job({{"a", "Shell"}, {"b", "Shell"}, {"c", "Dummy", {"a"}}, {"d", "Dummy", {"b", "c"}}, {"e", "Shell", {"d"}}});
  auto stored = admitted(job);
  stored.start(0);
  stored.start(1);

  auto walk = stored.read(nodes_ahead(job, {0, 1}, no_limit));
  ASSERT_TRUE(walk.apply_attempt(0, AttemptEnded{Outcome::succeeded, {}}, noon));
  EXPECT_EQ(walk.find(3)->facts.state, NodeState::waiting);
  ASSERT_TRUE(walk.apply_attempt(1, AttemptEnded{Outcome::succeeded, {}}, noon));
  stored.write(walk);

  EXPECT_EQ(states_of(stored.nodes), "a:success b:success c:success d:success e:ready");
}

TEST(InstanceWalk, a_failure_lets_nothing_go_any_more_and_asks_to_skip_the_rest) {
  const auto job = a_job({{"a", "Shell"}, {"b", "Shell"}, {"c", "Dummy", {"b"}}, {"d", "Shell", {"a"}}});
  auto stored = admitted(job);
  stored.start(0);
  stored.start(1);

  auto walk = stored.read(nodes_ahead(job, {0, 1}, no_limit));
  ASSERT_TRUE(walk.apply_attempt(0, AttemptEnded{Outcome::failed, "exit code 1"}, noon));
  ASSERT_TRUE(walk.apply_attempt(1, AttemptEnded{Outcome::succeeded, {}}, noon));
  stored.write(walk);
  stored.skip_what_is_left(walk);

  EXPECT_EQ(states_of(stored.nodes), "a:fail b:success c:skip d:skip");
  EXPECT_EQ(stored.instance.facts.state, InstanceState::fail);
  EXPECT_EQ(stored.instance.facts.message, "node 'a' failed: exit code 1");
}

TEST(InstanceWalk, an_attempt_of_a_node_that_does_not_run_is_refused) {
  const auto job = a_job({{"a", "Shell"}});
  auto stored = admitted(job);

  auto walk = stored.read(nodes_ahead(job, {0}, no_limit));

  EXPECT_EQ(walk.apply_attempt(0, AttemptEnded{Outcome::succeeded, {}}, noon).error().code, "instance.wrong_state");
}

// The law: however little of an instance a walk knows, and whatever ends together, the instance comes to the same end.
TEST(InstanceWalk, the_rows_that_are_read_are_enough) {
  EXPECT_TRUE(rc::check("walks over what nodes_ahead names", [] {
    auto job = test::a_random_job();
    for (auto& node : job.nodes) node.kind = *rc::gen::element(catalog::ExecutorKind::none, catalog::ExecutorKind::process);
    auto walk = a_new_walk(job);
    RC_ASSERT(static_cast<bool>(walk.admit(noon)));
    Stored stored{job, {}, make_node_instances(job, JobInstanceId{7}, QueueClass::production)};
    stored.write(walk);

    const auto limit = *rc::gen::inRange<std::size_t>(0, 4);
    for (int rounds = 0; !is_final(stored.instance.facts.state); ++rounds) {
      RC_ASSERT(rounds < 100);
      std::vector<std::size_t> ending;
      std::vector<std::size_t> left;
      for (std::size_t i = 0; i < stored.nodes.size(); ++i) {
        if (stored.nodes[i].facts.state != NodeState::ready) continue;
        (job.nodes[i].kind == catalog::ExecutorKind::none ? left : ending).push_back(i);
      }
      RC_ASSERT(!ending.empty() || !left.empty());
      for (const auto position : ending) stored.start(position);
      auto changing = ending;
      changing.insert(changing.end(), left.begin(), left.end());
      auto next = stored.read(nodes_ahead(job, changing, left.empty() ? limit : no_limit));
      for (const auto position : ending)
        RC_ASSERT(static_cast<bool>(next.apply_attempt(position, AttemptEnded{Outcome::succeeded, {}}, noon)));
      RC_ASSERT(static_cast<bool>(next.pass_ready(noon)));
      stored.write(next);
    }
    for (std::size_t i = 0; i < stored.nodes.size(); ++i) {
      RC_ASSERT(stored.nodes[i].facts.state == NodeState::success);
      RC_ASSERT(stored.nodes[i].facts.attempt == (job.nodes[i].kind == catalog::ExecutorKind::none ? 0 : 1));
    }
    RC_ASSERT(stored.instance.facts.state == InstanceState::success);
    RC_ASSERT(stored.instance.facts.unfinished_nodes == 0);
  }));
}

}  // namespace
}  // namespace slipway::instance
