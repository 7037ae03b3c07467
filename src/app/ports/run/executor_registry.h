// The executors of a server, one for each kind that it can run.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "app/ports/run/node_executor.h"
#include "domain/catalog/node_types.h"

namespace slipway::app {

// Filled before the first attempt, then only read: safe from any thread. The executors outlive it.
class ExecutorRegistry {
 public:
  using Executors = std::map<catalog::ExecutorKind, NodeExecutor*>;

  void add(catalog::ExecutorKind kind, NodeExecutor& executor) { executors_.insert_or_assign(kind, &executor); }

  const Executors& all() const { return executors_; }
  NodeExecutor* find(std::string_view node_type) const;  // null where nothing here runs such nodes

  void stop(const AttemptId& id) const;
  void kill_all(const std::string& reason) const;

 private:
  Executors executors_;
};

}  // namespace slipway::app
