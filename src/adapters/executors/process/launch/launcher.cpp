#include "adapters/executors/process/launch/launcher.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

#include "adapters/executors/process/launch/supervisor_program.h"
#include "adapters/executors/system_error.h"
#include "base/log.h"

namespace slipway::executors {
namespace {

// Whatever it is that keeps us from a launcher, no node can help it.
base::Error not_the_nodes(base::Error failure) {
  failure.kind = base::ErrorKind::unavailable;
  return failure;
}

}  // namespace

Launcher::~Launcher() {
  constexpr int look_count_max = 100;
  end();
  for (int look = 0; take_exits() && look < look_count_max; ++look) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

Result<void> Launcher::launch(const SupervisorEnds& ends) {
  if (pid_ == 0) TRY(begin());
  int failure = hand_over(ends);
  if (failure == EPIPE || failure == ECONNRESET) {
    base::log_warning("launcher_ended", {{"pid", std::int64_t{pid_}}});
    end();
    TRY(begin());
    failure = hand_over(ends);
  }
  if (failure != 0) return not_the_nodes(system_error("node.not_started", "hand the node over to what starts it", failure));
  return {};
}

Result<void> Launcher::begin() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return system_error("node.not_started", "open a socket for the launcher", errno);
  UniqueFd ours(ends[0]);
  const auto pid = spawn_launcher(image_, UniqueFd(ends[1]));
  if (!pid) return not_the_nodes(pid.error());
  socket_ = std::move(ours);
  pid_ = *pid;
  ++generation_;
  return {};
}

int Launcher::hand_over(const SupervisorEnds& ends) const {
  std::array<int, start_descriptor_count> given{};
  given[start_control_descriptor] = ends.control.get();
  given[start_output_descriptor] = ends.output.get();
  given[start_file_descriptor] = ends.start.get();
  char byte = 's';
  iovec part{.iov_base = &byte, .iov_len = 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof given)> room{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = room.data();
  message.msg_controllen = room.size();
  auto* const rights = CMSG_FIRSTHDR(&message);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof given);
  std::memcpy(CMSG_DATA(rights), given.data(), sizeof given);
  while (::sendmsg(socket_.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
    if (errno != EINTR) return errno;
  return 0;
}

void Launcher::give_up(std::uint64_t generation) {
  if (generation != generation_ || pid_ == 0) return;
  base::log_warning("launcher_ended", {{"pid", std::int64_t{pid_}}});
  end();
}

// Its supervisors are of its process group and go on. Once its entry is taken they are children of ours, and it has no others.
void Launcher::end() {
  socket_.reset();
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  wait_for(pid_, nullptr);
  groups_left_.push_back(std::exchange(pid_, 0));
}

bool Launcher::take_exits() {
  std::erase_if(groups_left_, [](pid_t group) {
    siginfo_t info{};
    do {
      info.si_pid = 0;
      if (::waitid(P_PGID, static_cast<id_t>(group), &info, WEXITED | WNOHANG) != 0 && errno != EINTR) return true;
    } while (info.si_pid != 0);
    return false;
  });
  return !groups_left_.empty();
}

}  // namespace slipway::executors
