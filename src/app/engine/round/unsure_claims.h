// Claims whose commit may or may not have happened: the connection was lost while it was under way, and it may still come late. What such a
// transaction wrote stays locked until it is decided; nobody waits for that, it is asked again.
#pragma once

#include <set>

#include "app/ports/run/instance_repository.h"
#include "app/ports/store.h"

namespace slipway::app {

// For the engine's thread.
class UnsureClaims {
 public:
  void add(const std::set<NodeKey>& claimed) { nodes_.insert(claimed.begin(), claimed.end()); }
  bool empty() const { return nodes_.empty(); }

  // Forgets those that are decided. True: some were, and what the store says of them now stands.
  Result<bool> settle(Store& store);

 private:
  std::set<NodeKey> nodes_;
};

}  // namespace slipway::app
