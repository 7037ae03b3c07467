// What /proc says about the processes of this machine, and signals that never hit another process than the one that was seen.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::executors {

struct ProcessEntry {
  pid_t pid = 0;
  pid_t parent = 0;
  pid_t group = 0;
  pid_t session = 0;
  std::int64_t start_ticks = 0;  // with the pid it names the process as long as the machine runs
  bool gone = false;             // a zombie, or dying: it runs no more
};

// One line of /proc/PID/stat; nothing when it is not one. The name in it may hold blanks and parentheses.
std::optional<ProcessEntry> parse_process_stat(std::string_view line);

std::optional<ProcessEntry> find_process(pid_t pid);
std::vector<ProcessEntry> list_processes();  // one look: processes that come or go meanwhile may be missing
std::string process_environment(pid_t pid);  // entries ended by NUL; empty when it cannot be read
std::optional<uid_t> process_owner(pid_t pid);
bool is_supervisor(pid_t pid);               // by its program; false when it has ended
std::string boot_id();                       // empty when the system does not say

int open_pidfd(pid_t pid);                                        // -1 and errno
bool signal_process(const ProcessEntry& process, int signal);     // false when it is no longer that process

}  // namespace slipway::executors
