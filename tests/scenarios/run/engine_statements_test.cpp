// What the engine asks of the database for one step of a chain and for what stands around it: tests/golden/engine_statements.txt. A figure
// that grew is a cost of each node that will ever run.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/run/run_world.h"
#include "support/golden.h"
#include "support/statement_counter.h"

namespace slipway::test {
namespace {

using Counts = std::vector<std::pair<std::string, StatementCounts>>;

constexpr int batch_size = 256;

class CountedRounds {
 public:
  explicit CountedRounds(store::Dialect dialect) : counter_(dialect), world(dialect, counter_.options()) {
    world.executor->slots = 2 * batch_size;
    world.settle();
  }

  // A round is what the engine does until it is idle.
  void round(const std::string& what, const std::function<void()>& event) {
    event();
    counter_.take();
    world.settle();
    counts.emplace_back(what, counter_.take());
  }
  // These nodes go on until they are told to end.
  void hold(const Lines& nodes) {
    for (const auto& node : nodes) world.executor->hold(node);
  }
  void end(const Lines& nodes) {
    for (const auto& node : nodes) world.executor->finish(node);
  }

 private:
  StatementCounter counter_;

 public:
  RunWorld world;
  Counts counts;
};

void count_processes(CountedRounds& counted) {
  auto& world = counted.world;
  world.release(a_job_of("chain", {a_node("a"), a_node("b", {"a"}), a_node("c", {"b"}), a_node("d", {"c"})}));
  counted.hold({"a", "b", "c", "d"});
  const auto ends = [&](const std::string& node) { return [&counted, node] { counted.end({node}); }; };
  counted.round("nothing to do", [] {});
  counted.round("a run is admitted and its first node starts", [&] { world.run_once("chain"); });
  counted.round("a step of a chain: a node ends and the next one starts", ends("a"));
  counted.round("the same once more", ends("b"));
  counted.round("a node fails and the rest is skipped", [&] { world.executor->finish("c", instance::Outcome::failed); });
  world.run_once("chain");
  world.settle();
  for (const auto* node : {"a", "b", "c"}) {
    counted.end({node});
    world.settle();
  }
  counted.round("the last node ends and with it the run", ends("d"));
}

void count_what_starts_nothing(CountedRounds& counted) {
  auto& world = counted.world;
  Lines first, second, nodes;
  for (int i = 0; i < batch_size; ++i) {
    first.push_back("first" + std::to_string(i));
    second.push_back("second" + std::to_string(i));
    nodes.push_back(a_noop(first.back()));
    nodes.push_back(a_noop(second.back(), {first.back()}));
  }
  world.release(a_job_of("noops", {a_noop("x"), a_noop("y", {"x"}), a_noop("z", {"y"})}));
  world.release(a_job_of("wide", nodes));
  counted.hold({"x", "y", "z"});
  counted.hold(first);
  counted.hold(second);
  world.run_once("noops");
  world.run_once("wide");
  world.settle();
  counted.round("a step of a chain whose nodes start nothing", [&] { counted.end({"x"}); });
  counted.round("256 such steps at once", [&] { counted.end(first); });
}

void count_dummies(CountedRounds& counted) {
  auto& world = counted.world;
  Lines chain{a_dummy("d0")}, fan{a_dummy("from")}, ends;
  for (int i = 1; i < 1'000; ++i) chain.push_back(a_dummy("d" + std::to_string(i), {"d" + std::to_string(i - 1)}));
  for (int i = 0; i < 998; ++i) {
    ends.push_back("f" + std::to_string(i));
    fan.push_back(a_dummy(ends.back(), {"from"}));
  }
  fan.push_back(a_dummy("to", ends));
  world.release(a_job_of("chain_of_dummies", chain));
  world.release(a_job_of("fan_of_dummies", fan));
  counted.round("a run of a chain of 1,000 dummies", [&] { world.run_once("chain_of_dummies"); });
  counted.round("a run of a fan of 1,000 dummies", [&] { world.run_once("fan_of_dummies"); });
  EXPECT_EQ(world.count(instance::InstanceState::success), 2);
}

Counts counts_on(store::Dialect dialect) {
  Counts all;
  for (const auto count : {count_processes, count_what_starts_nothing, count_dummies}) {
    CountedRounds counted(dialect);
    count(counted);
    all.insert(all.end(), counted.counts.begin(), counted.counts.end());
  }
  return all;
}

TEST(EngineStatements, what_a_round_asks_of_the_database_is_on_one_page) {
  const auto sqlite = counts_on(store::Dialect::sqlite);
  const auto postgres = counts_on(store::Dialect::postgres);

  std::string page = "round | " + statement_columns() + "\n";
  for (std::size_t i = 0; i < sqlite.size(); ++i)
    page += sqlite[i].first + " | " + to_columns(sqlite[i].second, postgres[i].second) + "\n";

  expect_golden("engine_statements.txt", page);
}

}  // namespace
}  // namespace slipway::test
