// Finds the operation of a path. The tables are constants of the generated code: a tree of segments where a literal
// wins over a parameter, walked without allocating for anything but the answer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contract/operation.h"

namespace slipway::contract {

inline constexpr std::uint16_t no_route = 0xffff;

struct RouteNode {
  std::uint16_t literal_first;    // its literals are a range of RouteTable::literals, sorted by text
  std::uint16_t literal_count;
  std::uint16_t parameter;        // the node behind any other segment that is not empty, or no_route
  std::uint16_t operation_first;  // its operations are a range of RouteTable::operations
  std::uint16_t operation_count;
};

struct RouteLiteral {
  std::string_view text;
  std::uint16_t node;
};

struct RouteTable {
  std::span<const RouteNode> nodes;  // the first is the root
  std::span<const RouteLiteral> literals;
  std::span<const std::uint16_t> route_operations;  // numbers in `operations`
  std::span<const Operation> operations;
};

struct RouteMatch {
  const Operation* operation = nullptr;
  std::vector<std::string_view> parameters;  // for RequestParts::path; views into the segments
  std::string allow;                         // "GET, HEAD, PUT" when the path exists and the method does not

  bool found() const { return operation != nullptr; }
  bool wrong_method() const { return operation == nullptr && !allow.empty(); }
};

// HEAD finds what GET finds. The segments are decoded; an empty one matches nothing.
RouteMatch find_route(const RouteTable& table, std::string_view method, std::span<const std::string> segments);

}  // namespace slipway::contract
