#include "adapters/executors/process/launch/supervisor_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>
#include <vector>

#include "adapters/executors/process/supervisor/supervisor_protocol.h"
#include "adapters/executors/system_error.h"

namespace slipway::executors {
namespace {

constexpr const char* program_name = "slipway-supervisor";
constexpr std::size_t probe_bytes_max = 1024;

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
  int fill(int output, int socket, int image) {
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    constexpr short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    int failure = ::posix_spawnattr_setflags(&attributes_, flags);
    if (failure == 0) failure = ::posix_spawnattr_setsigmask(&attributes_, &none);
    if (failure == 0) failure = ::posix_spawnattr_setsigdefault(&attributes_, &all);
    if (failure == 0) failure = ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDWR, 0);
    for (const int each : {STDOUT_FILENO, STDERR_FILENO})
      if (failure == 0) failure = ::posix_spawn_file_actions_adddup2(&actions_, output, each);
    if (failure == 0) failure = ::posix_spawn_file_actions_adddup2(&actions_, socket, launcher_socket_fd);
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
  pointers.reserve(texts.size() + 1);
  for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));  // posix_spawn does not write to them
  pointers.push_back(nullptr);
  return pointers;
}

// Above the numbers that the child gives a meaning to, so that no dup2 there overwrites another end.
UniqueFd move_up(UniqueFd fd) {
  return fd.get() > supervisor_image_fd ? std::move(fd) : UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, supervisor_image_fd + 1));
}

Result<pid_t> spawn(const UniqueFd& image, UniqueFd output, UniqueFd socket, std::vector<std::string> words,
                    const std::vector<std::string>& environment) {
  words.insert(words.begin(), program_name);
  const auto out = move_up(std::move(output));
  const auto in = move_up(std::move(socket));
  if (!out || !in) return system_error("node.not_started", "open a descriptor for the supervisor of nodes", errno);
  SpawnSettings settings;
  int failure = settings.fill(out.get(), in.get(), image.get());
  const auto path = "/proc/self/fd/" + std::to_string(supervisor_image_fd);
  const auto argv = pointers_to(words);
  const auto envp = pointers_to(environment);
  pid_t pid = 0;
  if (failure == 0)
    failure = ::posix_spawn(&pid, path.c_str(), settings.actions(), settings.attributes(), argv.data(), envp.data());
  if (failure != 0) return system_error("node.not_started", "start the supervisor of nodes", failure);
  return pid;
}

UniqueFd open_nothing() { return UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC)); }

}  // namespace

std::string format_user(const std::optional<NodeUser>& user) {
  if (!user) return "-";
  auto text = std::to_string(user->uid) + ":" + std::to_string(user->gid) + ":";
  for (std::size_t i = 0; i < user->groups.size(); ++i) text += (i == 0 ? "" : ",") + std::to_string(user->groups[i]);
  return text;
}

void wait_for(pid_t pid, int* status) {
  while (::waitpid(pid, status, 0) < 0 && errno == EINTR) {}
}

Result<pid_t> spawn_launcher(const UniqueFd& image, UniqueFd socket) {
  return spawn(image, open_nothing(), std::move(socket), {supervisor_launch_mode}, {std::string(marks_bytes_max - 1, ' ')});
}

Result<std::string> probe_user(const UniqueFd& image, const NodeUser& user, const std::string& directory) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_error("node.not_started", "open a pipe", errno);
  const UniqueFd output(ends[0]);
  TRY_LET(pid, spawn(image, UniqueFd(ends[1]), open_nothing(), {supervisor_probe_mode, format_user(user), directory}, {}));
  std::string reason(probe_bytes_max, '\0');
  const auto size = ::read(output.get(), reason.data(), reason.size());  // ends with the process at the latest
  int status = 0;
  wait_for(pid, &status);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::string();
  reason.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return reason.empty() ? std::string("a process that tried it was ended") : reason;
}

}  // namespace slipway::executors
