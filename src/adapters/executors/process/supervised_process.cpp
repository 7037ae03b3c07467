#include "adapters/executors/process/supervised_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <utility>

#include "adapters/executors/process/process_table.h"
#include "adapters/executors/system_error.h"

namespace slipway::executors {
namespace {

constexpr const char* supervisor_name = "slipway-supervisor";
constexpr std::size_t probe_bytes_max = 1024;

struct Ends {
  UniqueFd ours;
  UniqueFd theirs;
};

// Above the numbers that the child gives a meaning to, so that no dup2 there overwrites another end.
UniqueFd move_up(UniqueFd fd) {
  return fd.get() > supervisor_image_fd ? std::move(fd) : UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, supervisor_image_fd + 1));
}

Result<Ends> finish(const int (&ends)[2]) {
  Ends made{.ours = move_up(UniqueFd(ends[0])), .theirs = move_up(UniqueFd(ends[1]))};
  if (!made.ours || !made.theirs || ::fcntl(made.ours.get(), F_SETFL, O_NONBLOCK) != 0)
    return system_error("node.not_started", "open a descriptor for the node", errno);
  return made;
}

Result<Ends> open_output() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error("node.not_started", "open a pipe", errno);
  return finish(ends);
}

Result<Ends> open_control() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return system_error("node.not_started", "open a socket for the supervisor", errno);
  return finish(ends);
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
  int fill(int output, int control, int image) {
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    constexpr short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    int failure = ::posix_spawnattr_setflags(&attributes_, flags);
    if (failure == 0) failure = ::posix_spawnattr_setsigmask(&attributes_, &none);
    if (failure == 0) failure = ::posix_spawnattr_setsigdefault(&attributes_, &all);
    if (failure == 0) failure = ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDWR, 0);
    if (failure == 0) failure = ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    if (failure == 0) failure = ::posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
    if (failure == 0) failure = ::posix_spawn_file_actions_adddup2(&actions_, control, supervisor_control_fd);
    if (failure == 0) failure = ::posix_spawn_file_actions_adddup2(&actions_, image, supervisor_image_fd);
    if (failure == 0) failure = ::posix_spawn_file_actions_addclosefrom_np(&actions_, supervisor_image_fd + 1);
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

std::string format_user(const std::optional<NodeUser>& user) {
  if (!user) return "-";
  auto text = std::to_string(user->uid) + ":" + std::to_string(user->gid) + ":";
  for (std::size_t i = 0; i < user->groups.size(); ++i) text += (i == 0 ? "" : ",") + std::to_string(user->groups[i]);
  return text;
}

Result<pid_t> spawn(const UniqueFd& image, int output, int control, const std::vector<std::string>& words,
                    const std::vector<std::string>& environment) {
  SpawnSettings settings;
  int failure = settings.fill(output, control, image.get());
  const auto path = "/proc/self/fd/" + std::to_string(supervisor_image_fd);
  const auto argv = pointers_to(words);
  const auto envp = pointers_to(environment);
  pid_t pid = 0;
  if (failure == 0)
    failure = ::posix_spawn(&pid, path.c_str(), settings.actions(), settings.attributes(), argv.data(), envp.data());
  if (failure == E2BIG)
    return base::invalid_argument("node.not_started", "cannot start the node: its arguments are too long for the system");
  if (failure != 0) return system_error("node.not_started", "start the supervisor of the node", failure);
  return pid;
}

void wait_for(pid_t pid, int* status) {
  while (::waitpid(pid, status, 0) < 0 && errno == EINTR) {}
}

}  // namespace

Result<SupervisedProcess> spawn_supervisor(const UniqueFd& image, const SupervisedStart& start) {
  TRY_LET(output, open_output());
  TRY_LET(control, open_control());
  std::vector<std::string> words = {supervisor_name,
                                    supervisor_run_mode,
                                    format_user(start.user),
                                    std::to_string(start.memory_max),
                                    std::to_string(start.file_size_max),
                                    start.directory};
  words.insert(words.end(), start.command.begin(), start.command.end());
  TRY_LET(pid, spawn(image, output.theirs.get(), control.theirs.get(), words, start.environment));

  SupervisedProcess process{.supervisor = pid,
                            .pidfd = UniqueFd(open_pidfd(pid)),
                            .output = std::move(output.ours),
                            .control = std::move(control.ours)};
  if (process.pidfd) return process;
  const int reason = errno;
  process.control.reset();  // which ends it, with all that it started
  wait_for(pid, nullptr);
  return system_error("node.not_started", "watch the supervisor of the node", reason);
}

void give_order(const SupervisedProcess& process, SupervisorOrder order) {
  // One that does not listen any more is ending.
  (void)::send(process.control.get(), &order, sizeof order, MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::optional<SupervisorReport> next_report(const SupervisedProcess& process, bool& has_ended) {
  SupervisorReport report;
  while (true) {
    const auto size = ::recv(process.control.get(), &report, sizeof report, MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return std::nullopt;
    if (size == sizeof report) return report;
    has_ended = true;
    return std::nullopt;
  }
}

bool take_exit(const UniqueFd& pidfd) {
  siginfo_t info{};
  while (::waitid(P_PIDFD, static_cast<id_t>(pidfd.get()), &info, WEXITED | WNOHANG) != 0)
    if (errno != EINTR) return true;  // somebody else took it
  return info.si_pid != 0;
}

void await_exit(const UniqueFd& pidfd) {
  constexpr int wait_milliseconds = 100;
  pollfd watched{.fd = pidfd.get(), .events = POLLIN, .revents = 0};
  (void)::poll(&watched, 1, wait_milliseconds);
}

Result<std::string> probe_user(const UniqueFd& image, const NodeUser& user, const std::string& directory) {
  TRY_LET(output, open_output());
  TRY_LET(control, open_control());
  const std::vector<std::string> words = {supervisor_name, supervisor_probe_mode, format_user(user), "0", "0", directory};
  TRY_LET(pid, spawn(image, output.theirs.get(), control.theirs.get(), words, {}));
  int status = 0;
  wait_for(pid, &status);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::string();
  std::string reason(probe_bytes_max, '\0');
  const auto size = ::read(output.ours.get(), reason.data(), reason.size());
  reason.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return reason.empty() ? std::string("a process that tried it was ended") : reason;
}

}  // namespace slipway::executors
