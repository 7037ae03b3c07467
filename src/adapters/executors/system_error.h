// Errors of system calls as our Error. Call them before anything else may change errno.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace slipway::executors {

std::string errno_text(int number);  // "No such file or directory"

// Kind `unavailable` for what may pass (no memory, no processes, no space, no descriptors), else `internal`.
base::Error system_error(std::string_view code, std::string_view doing, int number);

}  // namespace slipway::executors
