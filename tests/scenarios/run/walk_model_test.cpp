// The store and the tasks against the pure walk: the same outcomes in the same order lead to the same states after each step.
#include <gtest/gtest.h>

#include "app/run/stop_job_instance.h"
#include "scenarios/run/run_world.h"
#include "support/instance_walk.h"

namespace slipway::test {
namespace {

class RunWalkModel : public RunScenario {};
INSTANTIATE_TEST_SUITE_P(Store, RunWalkModel, each_dialect(), dialect_name);

constexpr int case_count = 12;
constexpr std::chrono::seconds beyond_every_interval{121};

base::Json to_body(const std::string& name, const catalog::JobDefinition& job) {
  Lines nodes;
  for (const auto& node : job.nodes) {
    const std::string policy = node.fail_policy == catalog::FailPolicy::ignore ? "IGNORE" : "FAIL";
    nodes.push_back(a_node(node.name, node.predecessors,
                           R"("failPolicy":")" + policy + R"(","retryTimes":)" + std::to_string(node.retry_times) +
                               R"(,"execTimeOutRetry":")" + (node.retries_after_time_limit ? "true" : "false") + "\""));
  }
  return a_job_of(name, nodes);
}

Lines states_of(const Walk& walk) {
  Lines lines{std::string(instance::to_text(walk.facts().state)) + " " + std::to_string(walk.facts().unfinished_nodes)};
  for (const auto& node : walk.nodes())
    lines.push_back(std::string(instance::to_text(node.state)) + " " + std::to_string(node.attempt));
  return lines;
}

Lines states_of(const app::InstanceView& view) {
  Lines lines{std::string(instance::to_text(view.instance.facts.state)) + " " +
              std::to_string(view.instance.facts.unfinished_nodes)};
  for (const auto& node : view.nodes)
    lines.push_back(std::string(instance::to_text(node.facts.state)) + " " + std::to_string(node.facts.attempt));
  return lines;
}

TEST_P(RunWalkModel, the_store_walks_as_the_pure_transitions_do) {
  int cases = 0;
  EXPECT_TRUE(rc::check("store and model", [&] {
    if (++cases > case_count) return;
    Walk walk(a_random_job());
    const std::string name = "job" + std::to_string(cases);
    for (const auto& node : walk.job().definition.nodes) executor().hold(node.name);
    world.release(to_body(name, walk.job().definition));
    const auto id = world.run_once(name);
    const bool may_be_stopped = *rc::gen::inRange(0, 3) == 0;

    walk.admit();
    while (true) {
      world.step(beyond_every_interval);
      for (const auto position : walk.startable()) walk.start(position);
      RC_ASSERT(states_of(world.view(id)) == states_of(walk));
      if (instance::is_final(walk.facts().state)) break;
      if (may_be_stopped && walk.may_stop() && *rc::gen::inRange(0, 5) == 0) {
        must(app::stop_job_instance(world.context(), world.as("operator"), name, id));
        walk.stop();
        for (const auto position : walk.running()) walk.finish(position, instance::Outcome::stopped);
        continue;
      }
      const auto position = *rc::gen::elementOf(walk.running());
      const auto outcome =
          *rc::gen::elementOf(std::vector<instance::Outcome>(instance::all_outcomes.begin(), instance::all_outcomes.end()));
      walk.finish(position, outcome);
      executor().finish(walk.job().definition.nodes[position].name, outcome);
    }
  }));
}

}  // namespace
}  // namespace slipway::test
