// Errors of system calls as our Error. Call them before anything else may change errno.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace slipway::executors {

std::string errno_text(int number);  // "No such file or directory"

// Kind `unavailable` for what may pass (no memory, no processes, no space, no descriptors, a disk that fails), else `internal`.
base::Error system_error(std::string_view code, std::string_view doing, int number);

// Was it for want of what is the machine's or ours to give? Then it is no failure of the node.
inline bool is_shortage(const base::Error& error) { return error.kind == base::ErrorKind::unavailable; }

}  // namespace slipway::executors
