#include "domain/catalog/graph.h"

#include <algorithm>
#include <limits>

namespace slipway::catalog {

namespace {

constexpr std::size_t never_seen = std::numeric_limits<std::size_t>::max();

// What is left over after sorting waits for something that is left over too: following that must come back to a node.
std::vector<std::size_t> find_cycle(const Predecessors& predecessors, const std::vector<std::size_t>& waiting_for) {
  const auto is_left = [&](std::size_t node) { return waiting_for[node] > 0; };
  std::size_t node = 0;
  while (node < predecessors.size() && !is_left(node)) ++node;
  if (node == predecessors.size()) return {};

  std::vector<std::size_t> seen_at(predecessors.size(), never_seen);
  std::vector<std::size_t> path;
  while (seen_at[node] == never_seen) {
    seen_at[node] = path.size();
    path.push_back(node);
    node = *std::find_if(predecessors[node].begin(), predecessors[node].end(), is_left);
  }
  path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(seen_at[node]));
  return path;
}

}  // namespace

GraphOrder order_graph(const Predecessors& predecessors) {
  std::vector<std::vector<std::size_t>> successors(predecessors.size());
  std::vector<std::size_t> waiting_for(predecessors.size());
  for (std::size_t node = 0; node < predecessors.size(); ++node) {
    waiting_for[node] = predecessors[node].size();
    for (const auto before : predecessors[node]) successors[before].push_back(node);
  }

  GraphOrder result;
  result.order.reserve(predecessors.size());
  for (std::size_t node = 0; node < predecessors.size(); ++node)
    if (waiting_for[node] == 0) result.order.push_back(node);
  for (std::size_t next = 0; next < result.order.size(); ++next)
    for (const auto after : successors[result.order[next]])
      if (--waiting_for[after] == 0) result.order.push_back(after);

  result.cycle = find_cycle(predecessors, waiting_for);
  return result;
}

}  // namespace slipway::catalog
