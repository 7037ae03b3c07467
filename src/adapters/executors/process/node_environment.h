// The environment of a node's process: these names and no others, and the marks in it by which the process is found again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/ports/run/node_executor.h"

namespace slipway::executors {

// What tells an attempt from all others on the machine.
struct AttemptMarks {
  std::string workspace_id;
  std::int64_t instance = 0;
  std::string node_name;
  std::int64_t attempt = 0;
};

// Of a run or of a lost attempt.
template <class Attempt>
AttemptMarks marks_of(const Attempt& attempt) {
  return {attempt.workspace_id, attempt.id.instance.number, attempt.node_name, attempt.id.attempt};
}

inline constexpr std::size_t mark_count = 4;  // variables, the last ones

// PATH, HOME (the working directory), TMPDIR, LANG, TZ and SLIPWAY_*: the node contract. Each is NAME=value.
std::vector<std::string> node_environment(const app::NodeRun& run, std::string_view working_directory,
                                          std::string_view temporary_directory);

// Does this environment, entries ended by NUL as /proc shows them, carry the marks of the attempt?
bool carries_marks(std::string_view environment_block, const AttemptMarks& marks);

}  // namespace slipway::executors
