// Another process with an executor in it, for the tests that kill a server.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "adapters/executors/unique_fd.h"
#include "executor_fixture.h"

namespace slipway::executors {

inline constexpr const char* host_mode = "executor-host";

// argv: program, mode, data directory, outside directory, user id to take on, workspace of the node, its text. Prints what the node
// printed until it said that it is ready (and its outcome, if it ended), and waits to be killed.
int host_main(int argc, char** argv);

// Prints its user id, its own pid, that of a child in a session of its own, and "ready"; and goes on.
app::NodeRun names_two_processes();

// The same, with eight that fork and end without end, each in a session of its own and with no environment. They bear the name.
app::NodeRun forks_without_end(const std::string& name);
std::vector<pid_t> processes_that_bear(const std::string& name);

class ExecutorHost {
 public:
  ExecutorHost(const std::string& data_dir, const std::string& outside_dir, uid_t uid,
               const std::string& text = names_two_processes().text);
  ~ExecutorHost();
  ExecutorHost(const ExecutorHost&) = delete;
  ExecutorHost& operator=(const ExecutorHost&) = delete;

  struct Processes {
    uid_t uid = 0;
    pid_t main = 0;
    pid_t grandchild = 0;
  };
  pid_t pid() const { return pid_; }
  Processes processes();  // waits until the node is ready
  void kill();  // SIGKILL, and waits for its end

 private:
  pid_t pid_ = 0;
  pid_t launcher_ = 0;
  UniqueFd output_;
};

}  // namespace slipway::executors
