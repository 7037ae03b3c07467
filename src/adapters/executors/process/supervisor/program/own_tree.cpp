#include "adapters/executors/process/supervisor/program/own_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace slipway::executors::supervisor {
namespace {

constexpr int depth_max = 256;  // of a chain of processes; what lies deeper comes nearer with each that is killed
constexpr int path_bytes_max = 64;
constexpr int stat_bytes_max = 512;

// 0 when the process is gone.
pid_t parent_of(pid_t pid) {
  char path[path_bytes_max];
  (void)snprintf(path, sizeof path, "/proc/%d/stat", pid);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char line[stat_bytes_max];
  const auto size = read(file, line, sizeof line - 1);
  close(file);
  if (size <= 0) return 0;
  line[size] = '\0';
  const char* name_end = strrchr(line, ')');  // the name may hold anything
  int parent = 0;
  char state = 0;
  return name_end != nullptr && sscanf(name_end + 1, " %c %d", &state, &parent) == 2 ? parent : 0;
}

// The descriptor holds whoever has the number now: is it still one of ours?
void signal_one(pid_t pid, pid_t parent, int signal) {
  const auto pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) return;
  const pid_t parent_now = parent_of(pid);
  if (parent_now == parent || parent_now == getpid()) syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0);
  close(pidfd);
}

void signal_below(pid_t pid, int signal, int depth);

void signal_children_of_thread(pid_t pid, const char* thread, int signal, int depth) {
  char path[path_bytes_max];
  (void)snprintf(path, sizeof path, "/proc/%d/task/%.20s/children", pid, thread);
  FILE* children = fopen(path, "re");
  if (children == nullptr) return;
  int child = 0;
  while (fscanf(children, "%d", &child) == 1) {
    // A process that is killed forks no more: so it first, then what it has. Others are told from the leaves up.
    if (signal == SIGKILL) signal_one(child, pid, signal);
    signal_below(child, signal, depth + 1);
    if (signal != SIGKILL) signal_one(child, pid, signal);
  }
  (void)fclose(children);
}

void signal_below(pid_t pid, int signal, int depth) {
  if (depth > depth_max) return;
  char path[path_bytes_max];
  (void)snprintf(path, sizeof path, "/proc/%d/task", pid);
  DIR* threads = opendir(path);
  if (threads == nullptr) return;
  while (const dirent* thread = readdir(threads))
    if (thread->d_name[0] != '.') signal_children_of_thread(pid, thread->d_name, signal, depth);
  closedir(threads);
}

}  // namespace

void signal_tree(int signal) { signal_below(getpid(), signal, 0); }

}  // namespace slipway::executors::supervisor
