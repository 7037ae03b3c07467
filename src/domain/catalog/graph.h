// The graph of a job: which node waits for which. Nodes are their positions in the job. Pure, linear in nodes and lines.
#pragma once

#include <cstddef>
#include <vector>

namespace slipway::catalog {

// For each node the positions of its predecessors; every position must exist, one may be named twice.
using Predecessors = std::vector<std::vector<std::size_t>>;

struct GraphOrder {
  std::vector<std::size_t> order;  // every node after its predecessors, else in the order given; all nodes when there is no cycle
  std::vector<std::size_t> cycle;  // one cycle, each waiting for the next and the last for the first; empty when there is none
};

GraphOrder order_graph(const Predecessors& predecessors);

}  // namespace slipway::catalog
