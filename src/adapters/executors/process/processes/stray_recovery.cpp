#include "adapters/executors/process/processes/stray_recovery.h"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "adapters/executors/process/processes/process_handle.h"
#include "adapters/executors/process/processes/process_tree.h"
#include "adapters/executors/system_error.h"
#include "base/log.h"

namespace slipway::executors {
namespace {

using std::chrono::steady_clock;

std::vector<ProcessEntry> all_but_ourselves() {
  auto processes = list_processes();
  std::erase_if(processes, [](const ProcessEntry& process) { return process.pid == ::getpid(); });
  return processes;
}

// The recorded process, as far as the record is of this run of the machine.
std::optional<ProcessEntry> main_process_of(const std::optional<ProcessHandle>& handle) {
  if (!handle || handle->pid <= 1 || handle->boot_id != boot_id()) return std::nullopt;
  return ProcessEntry{.pid = handle->pid, .start_ticks = handle->start_ticks};
}

}  // namespace

Result<void> reap_strays(const app::LostAttempt& attempt, std::chrono::milliseconds kill_max) {
  const TreeQuery query{.main = main_process_of(parse_process_handle(attempt.handle)),
                        .carries_marks = marks_in_environment(marks_of(attempt))};
  const auto deadline = steady_clock::now() + kill_max;
  std::chrono::milliseconds pause{1};
  while (kill_tree(query, all_but_ourselves) > 0) {
    if (steady_clock::now() >= deadline)
      return base::unavailable("node.strays_left",
                               "a process of an earlier attempt of the node '" + attempt.node_name + "' could not be killed");
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds{100});
  }
  return {};
}

StrayRecovery::~StrayRecovery() {
  request_stop();
  join();
}

Result<void> StrayRecovery::start() {
  const base::MutexLock lock(mutex_);
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& failure) {
    return system_error("node.executor_not_usable", "start the thread that looks for lost attempts", failure.code().value());
  }
  return {};
}

void StrayRecovery::ask(app::LostAttempt attempt, app::NodeExecutor::OnRecovered on_recovered) {
  {
    const base::MutexLock lock(mutex_);
    if (!is_stopping_) {
      questions_.push_back({std::move(attempt), std::move(on_recovered)});
      changed_.notify_one();
      return;
    }
  }
  on_recovered(app::Recovery::unknown);
}

void StrayRecovery::request_stop() {
  const base::MutexLock lock(mutex_);
  is_stopping_ = true;
  changed_.notify_one();
}

void StrayRecovery::join() {
  std::thread thread;
  {
    const base::MutexLock lock(mutex_);
    thread.swap(thread_);
  }
  if (thread.joinable()) thread.join();
}

void StrayRecovery::run() {
  base::MutexLock lock(mutex_);
  while (true) {
    while (questions_.empty() && !is_stopping_) changed_.wait(lock);
    if (questions_.empty()) return;
    const auto question = std::move(questions_.front());
    questions_.pop_front();
    const bool is_too_late = is_stopping_;
    lock.unlock();
    auto recovery = app::Recovery::unknown;
    if (!is_too_late) {
      const auto reaped = reap_strays(question.attempt, kill_max_);
      if (reaped) recovery = app::Recovery::gone;
      else base::log_failure("lost_attempt_not_reaped", reaped.error(), {{"node", question.attempt.node_name}});
    }
    question.on_recovered(recovery);
    lock.lock();
  }
}

}  // namespace slipway::executors
