// What the engine asks of the database for one step of a chain and for what stands around it: tests/golden/engine_statements.txt. A figure
// that grew is a cost of each node that will ever run.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/run_world.h"
#include "support/golden.h"
#include "support/statement_counter.h"

namespace slipway::test {
namespace {

using Counts = std::vector<std::pair<std::string, StatementCounts>>;

// A chain of nodes that wait to be told to end; a round is what the engine does until it is idle.
Counts counts_on(store::Dialect dialect) {
  StatementCounter counter(dialect);
  RunWorld world(dialect, counter.options());
  world.release(a_job_of("chain", {a_node("a"), a_node("b", {"a"}), a_node("c", {"b"}), a_node("d", {"c"})}));
  for (const auto* node : {"a", "b", "c", "d"}) world.executor->hold(node);
  world.settle();

  Counts counts;
  const auto round = [&](const std::string& what, const std::function<void()>& event) {
    event();
    counter.take();
    world.settle();
    counts.emplace_back(what, counter.take());
  };
  const auto ends = [&](const std::string& node) { return [&world, node] { world.executor->finish(node); }; };
  round("nothing to do", [] {});
  round("a run is admitted and its first node starts", [&] { world.run_once("chain"); });
  round("a step of a chain: a node ends and the next one starts", ends("a"));
  round("the same once more", ends("b"));
  round("a node fails and the rest is skipped", [&] { world.executor->finish("c", instance::Outcome::failed); });
  world.run_once("chain");
  world.settle();
  for (const auto* node : {"a", "b", "c"}) {
    world.executor->finish(node);
    world.settle();
  }
  round("the last node ends and with it the run", ends("d"));
  return counts;
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
