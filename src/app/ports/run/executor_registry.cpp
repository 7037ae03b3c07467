#include "app/ports/run/executor_registry.h"

namespace slipway::app {

NodeExecutor* ExecutorRegistry::find(std::string_view node_type) const {
  const auto* type = catalog::find_node_type(node_type);
  if (type == nullptr) return nullptr;
  const auto found = executors_.find(type->kind);
  return found == executors_.end() ? nullptr : found->second;
}

void ExecutorRegistry::stop(const AttemptId& id) const {
  for (const auto& [kind, executor] : executors_) executor->stop(id);
}

void ExecutorRegistry::kill_all(const std::string& reason) const {
  for (const auto& [kind, executor] : executors_) executor->kill_all(reason);
}

}  // namespace slipway::app
