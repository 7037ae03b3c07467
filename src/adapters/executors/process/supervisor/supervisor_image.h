// The supervisor's program, which is part of the server's own file: one product, one binary.
#pragma once

#include <string_view>

#include "adapters/executors/unique_fd.h"
#include "base/result.h"

namespace slipway::executors {

std::string_view supervisor_bytes();

// A file in memory that holds it and cannot be changed any more. To be started as /proc/self/fd/N, so that an upgrade of the
// binary on disk changes nothing for a server that runs. Errors: "node.executor_not_usable".
Result<UniqueFd> open_supervisor_image();

}  // namespace slipway::executors
