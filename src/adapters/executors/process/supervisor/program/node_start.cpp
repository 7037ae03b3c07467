#include "adapters/executors/process/supervisor/program/node_start.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/executors/process/supervisor/supervisor_protocol.h"

namespace slipway::executors::supervisor {
namespace {

constexpr rlim_t open_files_max = 65'536;
constexpr rlim_t processes_max = 4'096;  // of the user, all nodes together: a fork bomb ends there
constexpr int group_count_max = 1'024;
constexpr char oom_score[] = "500";      // where memory ends, a node is killed before the server

StartFailure failure_of(const char* doing) { return {errno, doing, ""}; }

// Lowers a limit to at most `most`, hard and soft.
template <class Resource>
bool lower_limit(Resource resource, rlim_t most) {
  struct rlimit limit{};
  if (getrlimit(resource, &limit) != 0) return false;
  if (limit.rlim_max > most) limit.rlim_max = most;
  if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
  return setrlimit(resource, &limit) == 0;
}

bool lower_limit_by(int resource, const char* bytes) {
  const auto most = strtoull(bytes, nullptr, 10);
  return most == 0 || lower_limit(static_cast<__rlimit_resource_t>(resource), most);
}

// No harm where the system has no such file.
void be_killed_first() {
  const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  (void)!write(file, oom_score, sizeof oom_score - 1);
  close(file);
}

void forget_signals() {
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Comes back only with a failure.
StartFailure run_node(char** argv, pid_t supervisor) {
  if (setsid() < 0) return failure_of("lead a session");
  be_killed_first();
  if (const auto failure = become_user(argv[supervisor_user_argument]); failure.number != 0) return failure;
  // After the change of user, which clears it. Had the supervisor died before, nobody would tell us: hence the second look.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return failure_of("tie the node to its supervisor");
  if (getppid() != supervisor) return {ESRCH, "go on without the supervisor", ""};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure_of("give up new privileges");
  umask(022);
  if (chdir(argv[supervisor_directory_argument]) != 0) return failure_of("enter the working directory");
  forget_signals();
  const bool is_limited = lower_limit(RLIMIT_CORE, 0) && lower_limit(RLIMIT_NOFILE, open_files_max) &&
                          lower_limit(RLIMIT_NPROC, processes_max) &&
                          lower_limit_by(RLIMIT_FSIZE, argv[supervisor_file_size_argument]) &&
                          lower_limit_by(RLIMIT_AS, argv[supervisor_memory_argument]);
  if (!is_limited) return failure_of("set the limits of the node");
  execv(argv[supervisor_command_argument], argv + supervisor_command_argument);
  return {errno, "run ", argv[supervisor_command_argument]};
}

// The texts are those that the fork shares with us: their addresses mean the same here.
StartFailure read_failure(int pipe_end) {
  StartFailure failure;
  auto size = read(pipe_end, &failure, sizeof failure);
  while (size < 0 && errno == EINTR) size = read(pipe_end, &failure, sizeof failure);
  return size == sizeof failure ? failure : StartFailure{};
}

}  // namespace

StartFailure become_user(const char* text) {
  if (strcmp(text, "-") == 0) return {};
  char* rest = nullptr;
  const auto uid = static_cast<uid_t>(strtoul(text, &rest, 10));
  if (*rest != ':') return {EINVAL, "read the user of the node", ""};
  const auto gid = static_cast<gid_t>(strtoul(rest + 1, &rest, 10));
  if (*rest != ':') return {EINVAL, "read the user of the node", ""};
  static gid_t groups[group_count_max];
  int count = 0;
  while (*rest != '\0' && rest[1] != '\0' && count < group_count_max)
    groups[count++] = static_cast<gid_t>(strtoul(rest + 1, &rest, 10));

  const bool is_changed =
      setgroups(static_cast<size_t>(count), groups) == 0 && setresgid(gid, gid, gid) == 0 && setresuid(uid, uid, uid) == 0;
  if (!is_changed) return failure_of("become the user of the node");
  if (uid != 0 && setuid(0) == 0) return {EPERM, "give up the user root for good", ""};
  return {};
}

pid_t start_node(char** argv, StartFailure& failure) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    failure = failure_of("open a pipe");
    return 0;
  }
  const pid_t supervisor = getpid();
  const pid_t child = fork();
  if (child == 0) {
    const auto reason = run_node(argv, supervisor);
    (void)!write(ends[1], &reason, sizeof reason);
    _exit(126);
  }
  if (child < 0) failure = failure_of("make a process");
  close(ends[1]);
  if (child > 0) failure = read_failure(ends[0]);  // ends when the program runs, since that closes the pipe
  close(ends[0]);
  if (failure.number == 0) return child;
  if (child > 0) waitpid(child, nullptr, 0);
  return 0;
}

}  // namespace slipway::executors::supervisor
