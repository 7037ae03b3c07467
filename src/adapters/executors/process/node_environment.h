// The environment of a node's process: these names and no others, and the marks in it by which the process is found again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/ports/node_executor.h"

namespace slipway::executors {

// PATH, HOME (the working directory), LANG, TZ and SLIPWAY_*: the node contract. Each is NAME=value.
std::vector<std::string> node_environment(const app::NodeRun& run, std::string_view working_directory);

// Does this environment, entries ended by NUL as /proc shows them, carry the marks of the attempt?
bool carries_marks(std::string_view environment_block, const app::AttemptKey& key);

}  // namespace slipway::executors
