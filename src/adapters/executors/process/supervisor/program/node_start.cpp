#include "adapters/executors/process/supervisor/program/node_start.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
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
constexpr int exit_not_started = 126;
constexpr size_t stack_bytes = 64 * 1024;
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

// What the node-to-be finds in the memory that it shares with its supervisor until its program runs.
struct Launch {
  const StartFile& start;
  pid_t supervisor;
  StartFailure failure{};
};

// Comes back only with a failure.
StartFailure run_node(const StartFile& start, pid_t supervisor) {
  if (setsid() < 0) return failure_of("lead a session");
  be_killed_first();
  if (const auto failure = become_user(start.words[start_user_word]); failure.number != 0) return failure;
  // After the change of user, which clears it. Had the supervisor died before, nobody would tell us: hence the second look.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return failure_of("tie the node to its supervisor");
  if (getppid() != supervisor) return {ESRCH, "go on without the supervisor", ""};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure_of("give up new privileges");
  umask(022);
  if (chdir(start.words[start_directory_word]) != 0) return failure_of("enter the working directory");
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);  // none is ignored: the launcher was started so
  const bool is_limited = lower_limit(RLIMIT_CORE, 0) && lower_limit(RLIMIT_NOFILE, open_files_max) &&
                          lower_limit(RLIMIT_NPROC, processes_max) &&
                          lower_limit_by(RLIMIT_FSIZE, start.words[start_file_size_word]) &&
                          lower_limit_by(RLIMIT_AS, start.words[start_memory_word]);
  if (!is_limited) return failure_of("set the limits of the node");
  execve(start.words[start_command_word], start.words + start_command_word, start.environment);
  return {errno, "run ", start.words[start_command_word]};
}

int run_launch(void* given) {
  auto* launch = static_cast<Launch*>(given);
  launch->failure = run_node(launch->start, launch->supervisor);
  return exit_not_started;
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

// The child borrows our memory and we wait until its program runs: no page is copied, and its failure needs no way back.
pid_t start_node(const StartFile& start, StartFailure& failure) {
  alignas(16) static char stack[stack_bytes];
  Launch launch{.start = start, .supervisor = getpid()};
  const pid_t child = clone(run_launch, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &launch);
  if (child < 0) failure = failure_of("make a process");
  else failure = launch.failure;
  prctl(PR_SET_DUMPABLE, 1);  // its change of user made the memory, which is ours, nobody's to look into
  if (failure.number == 0) return child;
  if (child > 0) waitpid(child, nullptr, 0);
  return 0;
}

}  // namespace slipway::executors::supervisor
