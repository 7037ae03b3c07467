#include "adapters/executors/process/node_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <utility>

#include "adapters/executors/process/launcher.h"
#include "adapters/executors/process/process_table.h"
#include "adapters/executors/system_error.h"

namespace slipway::executors {
namespace {

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};

// Above the numbers that the child gives a meaning to, so that no dup2 there overwrites another end.
UniqueFd move_up(UniqueFd fd) {
  return fd.get() > launcher_report_fd ? std::move(fd) : UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, launcher_report_fd + 1));
}

Result<Pipe> open_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error("node.not_started", "open a pipe", errno);
  Pipe pipe{.read_end = move_up(UniqueFd(ends[0])), .write_end = move_up(UniqueFd(ends[1]))};
  if (!pipe.read_end || !pipe.write_end || ::fcntl(pipe.read_end.get(), F_SETFL, O_NONBLOCK) != 0)
    return system_error("node.not_started", "open a pipe", errno);
  return pipe;
}

class SpawnSettings {
 public:
  SpawnSettings() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  // 0 or an error number.
  int fill(int output, int report) {
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    constexpr short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    int failure = ::posix_spawnattr_setflags(&attributes_, flags);
    if (failure == 0) failure = ::posix_spawnattr_setsigmask(&attributes_, &none);
    if (failure == 0) failure = ::posix_spawnattr_setsigdefault(&attributes_, &all);
    if (failure == 0) failure = ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (failure == 0) failure = ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    if (failure == 0) failure = ::posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
    if (failure == 0) failure = ::posix_spawn_file_actions_adddup2(&actions_, report, launcher_report_fd);
    if (failure == 0) failure = ::posix_spawn_file_actions_addclosefrom_np(&actions_, launcher_report_fd + 1);
    return failure;
  }

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));  // posix_spawn does not write to them
  pointers.push_back(nullptr);
  return pointers;
}

siginfo_t wait_for(const UniqueFd& pidfd, int options) {
  siginfo_t info{};
  while (::waitid(P_PIDFD, static_cast<id_t>(pidfd.get()), &info, WEXITED | WNOHANG | options) != 0 && errno == EINTR) info = {};
  return info;
}

}  // namespace

Result<ChildProcess> spawn_child(const std::string& program, const std::vector<std::string>& arguments,
                                 const std::vector<std::string>& environment) {
  TRY_LET(output, open_pipe());
  TRY_LET(report, open_pipe());
  SpawnSettings settings;
  int failure = settings.fill(output.write_end.get(), report.write_end.get());

  std::vector<std::string> words = {program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto argv = pointers_to(words);
  const auto envp = pointers_to(environment);
  pid_t pid = 0;
  if (failure == 0)
    failure = ::posix_spawn(&pid, program.c_str(), settings.actions(), settings.attributes(), argv.data(), envp.data());
  if (failure == E2BIG)
    return base::invalid_argument("node.not_started", "cannot start the node: its arguments are too long for the system");
  if (failure != 0) return system_error("node.not_started", "start the process of the node", failure);

  ChildProcess child{
      .pid = pid, .pidfd = UniqueFd(open_pidfd(pid)), .output = std::move(output.read_end), .report = std::move(report.read_end)};
  if (child.pidfd) return child;
  const int reason = errno;
  kill_child(pid);
  return system_error("node.not_started", "watch the process of the node", reason);
}

void kill_child(pid_t pid) {
  if (pid <= 1) return;  // kill(-1) would be everybody
  ::kill(pid, SIGKILL);  // nobody has waited for it, so the pid is still its own
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {}
}

ExitStatus peek_exit(const UniqueFd& pidfd) {
  const auto info = wait_for(pidfd, WNOWAIT);
  if (info.si_pid == 0) return {};
  if (info.si_code == CLD_EXITED) return {.is_known = true, .exit_code = info.si_status, .signal = 0};
  return {.is_known = true, .exit_code = 0, .signal = info.si_status};
}

void take_exit(const UniqueFd& pidfd) { wait_for(pidfd, 0); }

}  // namespace slipway::executors
