#include "adapters/executors/process/processes/orphans.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <thread>

#include "adapters/executors/process/processes/process_tree.h"
#include "adapters/executors/system_error.h"

namespace slipway::executors {
namespace {

constexpr int orphan_look_count_max = 50;
constexpr std::chrono::milliseconds orphan_look_interval{2};

}  // namespace

Result<void> adopt_orphans() {
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    return system_error("node.executor_not_usable", "keep hold of the nodes' processes", errno);
  return {};
}

void kill_orphans() {
  const auto is_orphan = [own_session = ::getsid(0)](const ProcessEntry& process) {
    return process.parent == ::getpid() && process.session != own_session && !is_supervisor(process.pid);
  };
  for (int look = 0; look < orphan_look_count_max; ++look) {
    kill_tree({.main = std::nullopt, .carries_marks = is_orphan}, [] { return descendants_of(::getpid(), list_processes()); });
    bool any_left = false;
    for (const auto& process : list_processes()) {
      if (!is_orphan(process)) continue;
      siginfo_t ignored{};
      if (process.gone) ::waitid(P_PID, static_cast<id_t>(process.pid), &ignored, WEXITED | WNOHANG);
      any_left = any_left || !process.gone;
    }
    if (!any_left) return;
    std::this_thread::sleep_for(orphan_look_interval);
  }
}

}  // namespace slipway::executors
