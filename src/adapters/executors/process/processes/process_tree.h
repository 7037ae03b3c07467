// Which processes belong to an attempt, and the killing of them as a whole.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "adapters/executors/process/node_environment.h"
#include "adapters/executors/process/processes/process_table.h"

namespace slipway::executors {

// What belongs together: what carries the marks, what is in the session or group of the main process, and all that
// descends from these. The session counts only while `main` is there, alive or zombie, so that its number is not another's.
struct TreeQuery {
  std::optional<ProcessEntry> main;
  std::function<bool(const ProcessEntry&)> carries_marks;
};

// Pure but for the query's function. Processes that are gone are left out.
std::vector<ProcessEntry> find_tree(const std::vector<ProcessEntry>& processes, const TreeQuery& query);

// Those of `processes` that descend from `ancestor`, without it, and those that may: a parent that ended while we looked
// is missing.
std::vector<ProcessEntry> descendants_of(pid_t ancestor, const std::vector<ProcessEntry>& processes);

// Stops, then kills what the query finds among the processes that `look` sees, and returns how many it found; zero means
// that all are gone. Stopping first keeps a tree that forks faster than we look from getting away. One look is not enough
// while it shows somebody new: even if they are gone, they may have left a child that the look did not see.
std::size_t kill_tree(const TreeQuery& query, const std::function<std::vector<ProcessEntry>()>& look);

// The marks of this attempt, looked up in the environment of the process.
std::function<bool(const ProcessEntry&)> marks_in_environment(AttemptMarks marks);

}  // namespace slipway::executors
