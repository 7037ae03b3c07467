#include "adapters/executors/process/supervisor/program/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/executors/process/supervisor/program/node_start.h"
#include "adapters/executors/process/supervisor/program/own_tree.h"
#include "adapters/executors/process/supervisor/program/reports.h"
#include "adapters/executors/process/supervisor/program/start_file.h"
#include "adapters/executors/process/supervisor/supervisor_protocol.h"

namespace slipway::executors::supervisor {
namespace {

constexpr int exit_not_started = 126;
constexpr int first_kill_pause = 1, kill_pause_max = 50;  // milliseconds between two looks at what does not die

class Supervisor {
 public:
  Supervisor(pid_t node, int signals) : node_(node), signals_(signals) {}

  // Until nothing is left.
  void run() {
    while (reap()) {
      if (is_killing_) signal_tree(SIGKILL);
      wait();
    }
  }

 private:
  // False when there is no child any more.
  bool reap() {
    int status = 0;
    pid_t ended = 0;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
      pause_ = first_kill_pause;
      if (ended == node_) (void)tell(supervisor_control_fd, SupervisorEvent::exited, status);
    }
    return ended == 0 || errno != ECHILD;
  }

  void wait() {
    pollfd watched[] = {{.fd = signals_, .events = POLLIN, .revents = 0},
                        {.fd = is_alone_ ? -1 : supervisor_control_fd, .events = POLLIN, .revents = 0}};
    if (poll(watched, 2, is_killing_ ? pause_ : -1) == 0) pause_ = pause_ * 2 < kill_pause_max ? pause_ * 2 : kill_pause_max;
    signalfd_siginfo ignored;
    if (watched[0].revents != 0) (void)!read(signals_, &ignored, sizeof ignored);
    if (watched[1].revents != 0) obey();
  }

  void obey() {
    char order = 0;
    const auto size = recv(supervisor_control_fd, &order, 1, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    is_alone_ = size <= 0;
    if (is_alone_ || order == static_cast<char>(SupervisorOrder::kill)) {
      is_killing_ = true;
    } else if (order == static_cast<char>(SupervisorOrder::terminate)) {
      signal_tree(SIGTERM);
      signal_tree(SIGCONT);  // what was stopped hears of it only so
    }
  }

  const pid_t node_;
  const int signals_;
  bool is_killing_ = false;
  bool is_alone_ = false;  // the server is gone
  int pause_ = first_kill_pause;
};

// To where the rest looks for them. The launcher's socket goes with the first.
bool place(int control, int output) {
  const bool is_placed = dup3(control, supervisor_control_fd, O_CLOEXEC) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
                         dup2(output, STDERR_FILENO) >= 0;
  close(control);
  close(output);
  return is_placed;
}

// The output is the node's alone: it ends when nobody of its tree holds it any more.
bool let_go_of_output() { return dup2(STDIN_FILENO, STDOUT_FILENO) >= 0 && dup2(STDIN_FILENO, STDERR_FILENO) >= 0; }

// A descriptor that tells of children's ends, or -1.
int watch_children() {
  (void)signal(SIGCHLD, SIG_DFL);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  const int signals = signalfd(-1, &child, SFD_CLOEXEC);
  return prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 ? signals : -1;
}

}  // namespace

int supervise(int control, int output, int start_file) {
  if (!place(control, output)) return exit_not_started;
  prctl(PR_SET_NAME, "slipway-node");
  // A server that is gone, or that has given up this start, must not see it begin.
  if (!tell(supervisor_control_fd, SupervisorEvent::begun, getpid())) return exit_not_started;
  StartFile start;
  StartFailure failure = read_start(start_file, start);
  close(start_file);
  const int signals = failure.number == 0 ? watch_children() : -1;
  if (failure.number == 0 && signals < 0) failure = {errno, "watch over the node", ""};
  const pid_t node = failure.number == 0 ? start_node(start, failure) : 0;
  if (node == 0) {
    tell_not_started(supervisor_control_fd, failure);
    return exit_not_started;
  }
  (void)tell(supervisor_control_fd, SupervisorEvent::started, node);
  if (!let_go_of_output()) return exit_not_started;
  Supervisor(node, signals).run();
  (void)tell(supervisor_control_fd, SupervisorEvent::ended, 0);
  return 0;
}

}  // namespace slipway::executors::supervisor
