#include "adapters/executors/process/supervisor/program/launcher.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "adapters/executors/process/supervisor/program/reports.h"
#include "adapters/executors/process/supervisor/program/supervisor.h"
#include "adapters/executors/process/supervisor/supervisor_protocol.h"

namespace slipway::executors::supervisor {
namespace {

struct Start {
  int descriptors[start_descriptor_count] = {-1, -1, -1};

  bool is_whole() const {
    for (const int each : descriptors)
      if (each < 0) return false;
    return true;
  }
  void close_all() const {
    for (const int each : descriptors)
      if (each >= 0) close(each);
  }
};

enum class Heard { start, nothing, end };

Heard hear(Start& start) {
  char byte = 0;
  iovec part{.iov_base = &byte, .iov_len = 1};
  alignas(cmsghdr) char room[CMSG_SPACE(sizeof start.descriptors)];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = room;
  message.msg_controllen = sizeof room;
  const auto size = recvmsg(launcher_socket_fd, &message, MSG_CMSG_CLOEXEC);
  if (size < 0 && (errno == EINTR || errno == ENOMEM || errno == ENOBUFS)) return Heard::nothing;
  if (size <= 0) return Heard::end;
  const cmsghdr* given = CMSG_FIRSTHDR(&message);
  if (given == nullptr || given->cmsg_level != SOL_SOCKET || given->cmsg_type != SCM_RIGHTS) return Heard::start;
  const auto bytes = given->cmsg_len - CMSG_LEN(0);  // fewer than were sent, where we have no number for one
  memcpy(start.descriptors, CMSG_DATA(given), bytes < sizeof start.descriptors ? bytes : sizeof start.descriptors);
  return Heard::start;
}

void launch(const Start& start) {
  if (!start.is_whole()) return tell_not_started(start.descriptors[start_control_descriptor], {EMFILE, "hear of the node", ""});
  const pid_t pid = fork();
  if (pid == 0)
    _exit(supervise(start.descriptors[start_control_descriptor], start.descriptors[start_output_descriptor],
                    start.descriptors[start_file_descriptor]));
  if (pid < 0) tell_not_started(start.descriptors[start_control_descriptor], {errno, "make a process", ""});
}

}  // namespace

int launch_all() {
  prctl(PR_SET_NAME, "slipway-launch");
  // Also when it is stopped, and could not see the end of its socket. The other end of that is looked at first for who came too late.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  (void)signal(SIGCHLD, SIG_IGN);  // nobody asks how a supervisor ended: it said so itself
  if (chdir("/") != 0) return 1;
  while (true) {
    Start start;
    const auto heard = hear(start);
    if (heard == Heard::end) return 0;
    if (heard == Heard::start) launch(start);
    start.close_all();
  }
}

}  // namespace slipway::executors::supervisor
