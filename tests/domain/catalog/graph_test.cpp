#include "domain/catalog/graph.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <utility>

namespace slipway::catalog {
namespace {

// Any graph: for each of up to 30 nodes up to 4 predecessors, repeated ones and the node itself included.
rc::Gen<Predecessors> any_graph() {
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 31), [](std::size_t count) {
    const auto some = rc::gen::resize(4, rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, count)));
    return rc::gen::container<Predecessors>(count, some);
  });
}

// Without cycles: a node waits for earlier ones only, then the nodes are renumbered.
rc::Gen<Predecessors> acyclic_graph() {
  return rc::gen::map(any_graph(), [](Predecessors graph) {
    for (std::size_t node = 0; node < graph.size(); ++node)
      std::erase_if(graph[node], [&](std::size_t before) { return before >= node; });
    const auto count = graph.size();
    Predecessors mirrored(count);
    for (std::size_t node = 0; node < count; ++node)
      for (const auto before : graph[node]) mirrored[count - 1 - node].push_back(count - 1 - before);
    return mirrored;
  });
}

std::vector<std::size_t> positions_in(const std::vector<std::size_t>& order, std::size_t count) {
  std::vector<std::size_t> positions(count, count);
  for (std::size_t i = 0; i < order.size(); ++i) positions[order[i]] = i;
  return positions;
}

TEST(Graph, without_lines_the_order_given_stays) {
  const auto result = order_graph(Predecessors(4));
  EXPECT_EQ(result.order, (std::vector<std::size_t>{0, 1, 2, 3}));
  EXPECT_TRUE(result.cycle.empty());
}

TEST(Graph, a_diamond_joins_after_both_branches) {
  const auto result = order_graph({{}, {0}, {0}, {1, 2}});
  EXPECT_EQ(result.order, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(Graph, a_node_that_waits_for_itself_is_a_cycle_of_one) {
  EXPECT_EQ(order_graph({{}, {1}}).cycle, (std::vector<std::size_t>{1}));
}

TEST(Graph, a_cycle_is_told_without_what_only_waits_for_it) {
  const auto result = order_graph({{1}, {2}, {3}, {1}});
  EXPECT_EQ(result.cycle, (std::vector<std::size_t>{1, 2, 3}));
  EXPECT_TRUE(result.order.empty());
}

TEST(Graph, an_empty_graph_has_neither) {
  const auto result = order_graph({});
  EXPECT_TRUE(result.order.empty());
  EXPECT_TRUE(result.cycle.empty());
}

TEST(Graph, a_chain_of_200000_nodes_is_ordered) {
  Predecessors chain(200'000);
  for (std::size_t node = 0; node + 1 < chain.size(); ++node) chain[node] = {node + 1};
  const auto result = order_graph(chain);
  ASSERT_EQ(result.order.size(), chain.size());
  EXPECT_EQ(result.order.front(), chain.size() - 1);
}

RC_GTEST_PROP(GraphLaw, without_a_cycle_every_node_comes_once_and_after_its_predecessors, ()) {
  const auto graph = *acyclic_graph();
  const auto result = order_graph(graph);
  RC_ASSERT(result.cycle.empty());
  RC_ASSERT(result.order.size() == graph.size());
  const auto positions = positions_in(result.order, graph.size());
  for (std::size_t node = 0; node < graph.size(); ++node) {
    RC_ASSERT(positions[node] < graph.size());
    for (const auto before : graph[node]) RC_ASSERT(positions[before] < positions[node]);
  }
}

RC_GTEST_PROP(GraphLaw, either_all_nodes_are_ordered_or_a_true_cycle_is_named, ()) {
  const auto graph = *any_graph();
  const auto result = order_graph(graph);
  RC_ASSERT(result.cycle.empty() == (result.order.size() == graph.size()));
  for (std::size_t i = 0; i < result.cycle.size(); ++i) {
    const auto& waits_for = graph[result.cycle[i]];
    const auto next = result.cycle[(i + 1) % result.cycle.size()];
    RC_ASSERT(std::find(waits_for.begin(), waits_for.end(), next) != waits_for.end());
  }
}

}  // namespace
}  // namespace slipway::catalog
