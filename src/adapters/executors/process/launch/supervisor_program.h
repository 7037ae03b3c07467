// Starts the small program that is part of the server's file: as the launcher, and as the probe of a user.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "adapters/executors/process/launch/node_user.h"
#include "adapters/executors/unique_fd.h"
#include "base/result.h"

namespace slipway::executors {

// In a session of its own, with nothing of ours but its end of the socket. Errors: "node.not_started".
Result<pid_t> spawn_launcher(const UniqueFd& image, UniqueFd socket);

// Why nodes cannot run as that user here; empty: they can. Errors: "node.not_started".
Result<std::string> probe_user(const UniqueFd& image, const NodeUser& user, const std::string& directory);

// As the program reads it; none is "-".
std::string format_user(const std::optional<NodeUser>& user);

void wait_for(pid_t pid, int* status);  // its end, which is taken

}  // namespace slipway::executors
