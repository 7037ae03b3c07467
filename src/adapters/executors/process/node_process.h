// Starts a child process with nothing of ours in it but what is given: arguments, environment, and two pipes to hear of it.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "adapters/executors/unique_fd.h"
#include "base/result.h"

namespace slipway::executors {

struct ChildProcess {
  pid_t pid = 0;
  UniqueFd pidfd;
  UniqueFd output;  // its standard output and error; does not block
  UniqueFd report;  // what the launcher writes at launcher_report_fd; does not block
};

// Own session, empty signal mask, default signal actions, standard input from /dev/null, no other descriptor. The child is
// bound to the calling thread: when that ends, the node is killed. Errors: "node.not_started".
Result<ChildProcess> spawn_child(const std::string& program, const std::vector<std::string>& arguments,
                                 const std::vector<std::string>& environment);

void kill_child(pid_t pid);  // and takes its entry away; for a child that nobody watches yet

// How a child ended, without taking its entry away: as long as that stands its pid is nobody else's.
struct ExitStatus {
  bool is_known = false;  // false: somebody else took the entry
  int exit_code = 0;
  int signal = 0;         // not 0: killed by it
};
ExitStatus peek_exit(const UniqueFd& pidfd);
void take_exit(const UniqueFd& pidfd);  // takes the entry away, if the child has ended

}  // namespace slipway::executors
