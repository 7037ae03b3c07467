// Another process with an executor in it, for the tests that kill a server.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "adapters/executors/unique_fd.h"
#include "executor_fixture.h"

namespace slipway::executors {

inline constexpr const char* host_mode = "executor-host";

// argv: program, mode, data directory, outside directory, user id to take on, workspace of the node. Runs names_two_processes, prints what the
// node printed (and its outcome, if it ended), and waits to be killed.
int host_main(int argc, char** argv);

// Prints its user id, its own pid, that of a child in a session of its own, and "ready"; and goes on.
app::NodeRun names_two_processes();

class ExecutorHost {
 public:
  ExecutorHost(const std::string& data_dir, const std::string& outside_dir, uid_t uid);
  ~ExecutorHost();
  ExecutorHost(const ExecutorHost&) = delete;
  ExecutorHost& operator=(const ExecutorHost&) = delete;

  struct Processes {
    uid_t uid = 0;
    pid_t main = 0;
    pid_t grandchild = 0;
  };
  Processes processes();  // waits until the node is ready
  void kill();  // SIGKILL, and waits for its end

 private:
  pid_t pid_ = 0;
  UniqueFd output_;
};

}  // namespace slipway::executors
