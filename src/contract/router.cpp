#include "contract/router.h"

#include <algorithm>

namespace slipway::contract {
namespace {

const RouteNode* literal_child(const RouteTable& table, const RouteNode& node, std::string_view segment) {
  const auto literals = table.literals.subspan(node.literal_first, node.literal_count);
  const auto at = std::ranges::lower_bound(literals, segment, {}, &RouteLiteral::text);
  return at != literals.end() && at->text == segment ? &table.nodes[at->node] : nullptr;
}

// The first node with operations, literals before parameters; going back is bounded by the size of the tree.
const RouteNode* walk(const RouteTable& table, const RouteNode& node, std::span<const std::string> segments,
                      std::vector<std::string_view>& parameters) {
  if (segments.empty()) return node.operation_count > 0 ? &node : nullptr;
  const std::string_view segment = segments.front();
  if (const RouteNode* child = literal_child(table, node, segment))
    if (const RouteNode* end = walk(table, *child, segments.subspan(1), parameters)) return end;
  if (node.parameter == no_route || segment.empty()) return nullptr;
  parameters.push_back(segment);
  if (const RouteNode* end = walk(table, table.nodes[node.parameter], segments.subspan(1), parameters)) return end;
  parameters.pop_back();
  return nullptr;
}

}  // namespace

RouteMatch find_route(const RouteTable& table, std::string_view method, std::span<const std::string> segments) {
  RouteMatch match;
  const RouteNode* node = walk(table, table.nodes.front(), segments, match.parameters);
  if (node == nullptr) return match;

  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const auto number : table.route_operations.subspan(node->operation_first, node->operation_count)) {
    const Operation& operation = table.operations[number];
    if (operation.method == wanted) {
      match.operation = &operation;
      match.allow.clear();
      return match;
    }
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += operation.method;
    if (operation.method == "GET") match.allow += ", HEAD";
  }
  match.parameters.clear();
  return match;
}

}  // namespace slipway::contract
