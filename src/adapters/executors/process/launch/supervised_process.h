// A node's program behind its supervisor, as the server holds it: an output to read, orders to give, reports to hear.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "adapters/executors/process/launch/node_user.h"
#include "adapters/executors/process/supervisor/supervisor_protocol.h"
#include "adapters/executors/unique_fd.h"
#include "base/result.h"

namespace slipway::executors {

// What a supervisor is told before it begins.
struct SupervisedStart {
  std::optional<NodeUser> user{};     // none: ours
  std::int64_t memory_max = 0;        // bytes; 0: no limit
  std::int64_t file_size_max = 0;     // bytes; 0: no limit
  std::string directory;
  std::vector<std::string> command;   // a path, and arguments
  std::vector<std::string> environment;
  std::size_t mark_count = 0;         // the last ones of the environment
};

struct SupervisedProcess {
  UniqueFd output;       // standard output and error of the node; does not block
  UniqueFd control;      // ends when the supervisor has ended
  pid_t supervisor = 0;  // 0: it has not said that it has begun
};

// The supervisor's ends of the two, and what it is to start.
struct SupervisorEnds {
  UniqueFd output;
  UniqueFd control;
  UniqueFd start;
};

struct SupervisedEnds {
  SupervisedProcess ours;
  SupervisorEnds theirs;
};

// Errors: "node.not_started".
Result<SupervisedEnds> open_supervised(const SupervisedStart& start);

void give_order(const SupervisedProcess& process, SupervisorOrder order);
// The next report; none: there is none yet, or none any more.
std::optional<SupervisorReport> next_report(const SupervisedProcess& process, bool& has_ended);
// Waits for the end of one whose socket has ended: some microseconds.
void await_exit(pid_t supervisor);

}  // namespace slipway::executors
