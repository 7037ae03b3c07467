#include "adapters/executors/process/launcher.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "adapters/executors/system_error.h"
#include "base/text.h"

namespace slipway::executors {
namespace {

constexpr int exit_not_started = 126;
constexpr rlim_t open_files_max = 65'536;
constexpr rlim_t processes_max = 4'096;  // of the user, all nodes together: a fork bomb ends there

// argv: program, mode, parent pid, user ("-" or uid:gid:group,group...), working directory, command...
constexpr int parent_index = 2, user_index = 3, directory_index = 4, command_index = 5;

int refuse(const std::string& doing, int number) {
  const std::string text = "cannot " + doing + ": " + errno_text(number);
  if (::write(launcher_report_fd, text.data(), text.size()) < 0) (void)!::write(STDERR_FILENO, text.data(), text.size());
  return exit_not_started;
}

std::optional<NodeUser> parse_user(std::string_view text) {
  const auto parts = base::split(text, ':');
  if (parts.size() != 3) return std::nullopt;
  const auto uid = base::parse_integer(parts[0]);
  const auto gid = base::parse_integer(parts[1]);
  if (!uid || !gid) return std::nullopt;
  NodeUser user{.uid = static_cast<uid_t>(*uid), .gid = static_cast<gid_t>(*gid), .groups = {}};
  for (const auto part : base::split(parts[2], ',')) {
    const auto group = base::parse_integer(part);
    if (!group) return std::nullopt;
    user.groups.push_back(static_cast<gid_t>(*group));
  }
  return user;
}

// False and errno when it failed, or when root could be had back.
bool become(const NodeUser& user) {
  if (::setgroups(user.groups.size(), user.groups.data()) != 0) return false;
  if (::setresgid(user.gid, user.gid, user.gid) != 0) return false;
  if (::setresuid(user.uid, user.uid, user.uid) != 0) return false;
  const bool is_root_again = user.uid != 0 && ::setuid(0) == 0;
  if (is_root_again) errno = EPERM;
  return !is_root_again;
}

// Lowers a limit to at most `most`, hard and soft.
template <class Resource>
bool lower_limit(Resource resource, rlim_t most) {
  struct rlimit limit{};
  if (::getrlimit(resource, &limit) != 0) return false;
  limit.rlim_max = std::min(limit.rlim_max, most);
  limit.rlim_cur = std::min(limit.rlim_cur, limit.rlim_max);
  return ::setrlimit(resource, &limit) == 0;
}

}  // namespace

int launcher_main(int argc, char** argv) {
  if (argc <= command_index) return refuse("start a node without its arguments; the server calls this itself", EINVAL);
  (void)::fcntl(launcher_report_fd, F_SETFD, FD_CLOEXEC);
  const auto parent = base::parse_integer(argv[parent_index]);
  const std::string_view user_text = argv[user_index];
  if (!parent) return refuse("read the number of the server's process", EINVAL);

  if (user_text != "-") {
    const auto user = parse_user(user_text);
    if (!user) return refuse("read the user of the node", EINVAL);
    if (!become(*user)) return refuse("become the user of the node", errno);
  }
  // After the change of user, which clears it. Had the server died before, nobody would tell us: hence the second look.
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return refuse("tie the node to the server", errno);
  if (::getppid() != static_cast<pid_t>(*parent)) return refuse("go on without the server", ESRCH);

  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refuse("give up new privileges", errno);
  const bool limited =
      lower_limit(RLIMIT_CORE, 0) && lower_limit(RLIMIT_NOFILE, open_files_max) && lower_limit(RLIMIT_NPROC, processes_max);
  if (!limited) return refuse("set the limits of the node", errno);
  ::umask(022);
  if (::chdir(argv[directory_index]) != 0) return refuse("enter the working directory", errno);

  ::execv(argv[command_index], argv + command_index);
  return refuse("run " + std::string(argv[command_index]), errno);
}

std::vector<std::string> launcher_arguments(pid_t parent, const std::optional<NodeUser>& user,
                                            const std::string& working_directory, const std::vector<std::string>& command) {
  std::string user_text = "-";
  if (user) {
    user_text = std::to_string(user->uid) + ":" + std::to_string(user->gid) + ":";
    for (std::size_t i = 0; i < user->groups.size(); ++i) user_text += (i == 0 ? "" : ",") + std::to_string(user->groups[i]);
  }
  std::vector<std::string> arguments = {launcher_mode, std::to_string(parent), user_text, working_directory};
  arguments.insert(arguments.end(), command.begin(), command.end());
  return arguments;
}

}  // namespace slipway::executors
