// A node's program behind its supervisor, as the server holds it: an output to read, orders to give, reports to hear.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "adapters/executors/process/node_user.h"
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
};

struct SupervisedProcess {
  pid_t supervisor = 0;
  UniqueFd pidfd;    // of the supervisor
  UniqueFd output;   // standard output and error of the node; does not block
  UniqueFd control;  // ends when the supervisor has ended
};

// In a session of its own, with nothing of ours but what is given. Errors: "node.not_started".
Result<SupervisedProcess> spawn_supervisor(const UniqueFd& image, const SupervisedStart& start);

void give_order(const SupervisedProcess& process, SupervisorOrder order);
// The next report; none: there is none yet, or none any more.
std::optional<SupervisorReport> next_report(const SupervisedProcess& process, bool& has_ended);
// Takes the entry of a supervisor that has ended away. False: it has not.
bool take_exit(const UniqueFd& pidfd);
// Waits for the end of one whose socket has ended: some microseconds.
void await_exit(const UniqueFd& pidfd);

// Why nodes cannot run as that user here; empty: they can. Errors: "node.not_started".
Result<std::string> probe_user(const UniqueFd& image, const NodeUser& user, const std::string& directory);

}  // namespace slipway::executors
