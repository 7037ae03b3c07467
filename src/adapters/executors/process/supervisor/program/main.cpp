// The supervisor of one attempt: it starts the node's program, is the reaper of all that descends from it, and ends when nothing of
// that is left. It kills what is left when the server says so, and when the server is gone.
//
// A program of its own, small and static, of the server's user: it costs what /bin/true costs, and a node cannot forge its word.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/executors/process/supervisor/program/node_start.h"
#include "adapters/executors/process/supervisor/program/own_tree.h"
#include "adapters/executors/process/supervisor/supervisor_protocol.h"

namespace slipway::executors::supervisor {
namespace {

constexpr int exit_wrong_use = 2, exit_not_started = 126;
constexpr int first_kill_pause = 1, kill_pause_max = 50;  // milliseconds between two looks at what does not die

// A server that does not listen any more is noticed elsewhere, at the end of the socket.
void tell(SupervisorEvent event, int number, const StartFailure& failure = {}) {
  SupervisorReport report;
  report.event = event;
  report.number = number;
  snprintf(report.text, sizeof report.text, "%s%s", failure.doing, failure.object);
  (void)!send(supervisor_control_fd, &report, sizeof report, MSG_NOSIGNAL);
}

// The output is the node's alone: it ends when nobody of its tree holds it any more.
bool let_go_of_output() { return dup2(STDIN_FILENO, STDOUT_FILENO) >= 0 && dup2(STDIN_FILENO, STDERR_FILENO) >= 0; }

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
      if (ended == node_) tell(SupervisorEvent::exited, status);
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

int run(char** argv) {
  (void)fcntl(supervisor_control_fd, F_SETFD, FD_CLOEXEC);
  close(supervisor_image_fd);
  prctl(PR_SET_NAME, "slipway-node");
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  const int signals = signalfd(-1, &child, SFD_CLOEXEC);
  StartFailure failure;
  if (signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) failure = {errno, "watch over the node", ""};
  const pid_t node = failure.number == 0 ? start_node(argv, failure) : 0;
  if (node == 0) {
    tell(SupervisorEvent::not_started, failure.number, failure);
    return exit_not_started;
  }
  tell(SupervisorEvent::started, node);
  if (!let_go_of_output()) _exit(exit_not_started);
  Supervisor(node, signals).run();
  tell(SupervisorEvent::ended, 0);
  return 0;
}

// Prints what keeps us from running nodes as that user; nothing: they can run so.
int probe(char** argv) {
  StartFailure failure;
  char path[] = "XXXXXX";
  int file = -1;
  unsigned long uid = 0;
  unsigned long gid = 0;
  if (sscanf(argv[supervisor_user_argument], "%lu:%lu", &uid, &gid) != 2) failure = {EINVAL, "read the user of the node", ""};
  else if (chdir(argv[supervisor_directory_argument]) != 0 || (file = mkstemp(path)) < 0) failure = {errno, "make a file", ""};
  else if (fchown(file, static_cast<uid_t>(uid), static_cast<gid_t>(gid)) != 0) failure = {errno, "give a file to the user", ""};
  if (file >= 0) unlink(path);
  if (failure.number == 0) failure = become_user(argv[supervisor_user_argument]);
  if (failure.number == 0 && fchmod(file, 0600) != 0) failure = {errno, "own a file as the user", ""};
  if (failure.number != 0) dprintf(STDOUT_FILENO, "cannot %s: %s", failure.doing, strerror(failure.number));
  return failure.number == 0 ? 0 : 1;
}

}  // namespace
}  // namespace slipway::executors::supervisor

int main(int argc, char** argv) {
  using namespace slipway::executors;
  if (argc <= supervisor_directory_argument) return supervisor::exit_wrong_use;
  if (strcmp(argv[supervisor_mode_argument], supervisor_probe_mode) == 0) return supervisor::probe(argv);
  if (argc <= supervisor_command_argument) return supervisor::exit_wrong_use;
  return supervisor::run(argv);
}
