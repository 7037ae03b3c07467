// The user a node's process runs as.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace slipway::executors {

struct NodeUser {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  // all groups, the first one too

  bool operator==(const NodeUser&) const = default;
};

// The user of that name as far as a change is needed: nothing when it is the one we run as. An empty name is `nobody`
// when we are root, else ourselves. Errors: "node.user_not_found", "node.user_needs_root" (we may not change the user).
Result<std::optional<NodeUser>> find_node_user(const std::string& name);

}  // namespace slipway::executors
