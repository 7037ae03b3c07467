#include "domain/catalog/node_types.h"

#include <algorithm>

#include "base/assert.h"

namespace slipway::catalog {

const NodeType* find_node_type(std::string_view name) {
  const auto* const found = std::ranges::find(node_types, name, &NodeType::name);
  return found == node_types.end() ? nullptr : found;
}

bool can_run(std::string_view type_name, const OptionalTypes& optional) {
  const auto* type = find_node_type(type_name);
  return type != nullptr && (!type->is_optional || optional.noop);
}

bool runs_text(std::string_view type_name) {
  const auto* type = find_node_type(type_name);
  return type != nullptr && type->runs_text;
}

std::string_view to_text(ExecutorKind kind) {
  switch (kind) {
    case ExecutorKind::none: return "none";
    case ExecutorKind::process: return "process";
    case ExecutorKind::flow: return "flow";
  }
  BASE_ASSERT(false);
}

std::optional<ExecutorKind> parse_executor_kind(std::string_view text) {
  for (const auto kind : all_executor_kinds)
    if (to_text(kind) == text) return kind;
  return std::nullopt;
}

}  // namespace slipway::catalog
