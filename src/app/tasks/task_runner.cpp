#include "app/tasks/task_runner.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "app/tasks/retry_pause.h"
#include "app/tasks/run_caught.h"
#include "base/log.h"

namespace slipway::app {
TaskRunner::TaskRunner(TaskRunnerOptions options, base::Clock& clock, const std::vector<Task*>& tasks)
    : options_(std::move(options)), clock_(clock) {
  entries_.reserve(tasks.size());
  const base::MutexLock lock(mutex_);
  for (auto* task : tasks) {
    entries_.push_back(Entry{.task = task, .position = entries_.size()});
    known_.push_back({.status = {.name = std::string(task->name())}});
  }
}

TaskRunner::~TaskRunner() {
  request_stop();
  join();
}

void TaskRunner::start() {
  const base::MutexLock lock(mutex_);
  if (thread_.joinable() || is_stopping_) return;
  is_woken_ = true;
  thread_ = std::thread([this] { run(); });
}

void TaskRunner::wake() {
  const base::MutexLock lock(mutex_);
  is_woken_ = true;
  changed_.notify_one();
}

void TaskRunner::request_stop() {
  is_stopping_ = true;
  wake();
}

void TaskRunner::join() {
  std::thread thread;
  {
    const base::MutexLock lock(mutex_);
    thread = std::move(thread_);
  }
  if (thread.joinable()) thread.join();
}

void TaskRunner::run() {
  while (!is_stopping_) {
    wait_for_work();
    if (!is_stopping_) run_round();
  }
}

void TaskRunner::wait_for_work() {
  const auto deadline = std::chrono::steady_clock::now() + time_to_next_look();
  base::MutexLock lock(mutex_);
  while (!is_woken_ && !is_stopping_)
    if (!changed_.wait_until(lock, deadline)) break;
  is_woken_ = false;
}

// What is due is told by the clock on the wall, which may be set while we wait: so never longer than the interval.
std::chrono::microseconds TaskRunner::time_to_next_look() const {
  const auto now = clock_.since_boot();
  const auto wall_now = clock_.now();
  std::chrono::microseconds next = options_.interval;
  for (const auto& entry : entries_) {
    if (entry.pause.count() > 0) {
      next = std::min(next, entry.not_before - now);
    } else if (const auto due = entry.task->next_due();
               due && *due > entry.ran_at) {  // what the last run left is for the interval
      next = std::min<std::chrono::microseconds>(next, std::chrono::ceil<std::chrono::milliseconds>(*due - wall_now));
    }
  }
  return next;
}

void TaskRunner::run_round() {
  for (auto& entry : entries_) {
    if (is_stopping_) return;
    if (clock_.since_boot() >= entry.not_before) run_task(entry);
  }
}

// One batch a turn: what a task has left is the next round's, so none keeps the others waiting.
void TaskRunner::run_task(Entry& entry) {
  entry.ran_at = clock_.now();
  const auto progress = run_caught([&] { return entry.task->run_once(entry.ran_at); });
  entry.pause = progress ? std::chrono::milliseconds{0} : longer_pause(entry.pause);
  if (!progress) {
    entry.not_before = clock_.since_boot() + entry.pause;
    base::log_failure("task_failed", progress.error(), {{"runner", options_.name}, {"task", entry.task->name()}});
  }
  note_run(entry, progress);
  if (progress && *progress == TaskProgress::more) wake();
}

void TaskRunner::note_run(const Entry& entry, const Result<TaskProgress>& progress) {
  const auto now = clock_.now();
  const auto next_due = progress ? entry.task->next_due() : std::optional(now + entry.pause);
  const base::MutexLock lock(mutex_);
  auto& [status, failing_since] = known_[entry.position];
  status.ran_at = now;
  status.next_due = next_due;
  if (progress) {
    status.failing_since.reset();
    status.failure.reset();
    return;
  }
  if (!status.failing_since) {
    status.failing_since = now;
    failing_since = clock_.since_boot();
  }
  status.failure = progress.error();
}

std::vector<TaskHealth> TaskRunner::health() {
  const auto now = clock_.since_boot();
  std::vector<TaskHealth> statuses;
  const base::MutexLock lock(mutex_);
  statuses.reserve(known_.size());
  for (const auto& known : known_) {
    statuses.push_back(known.status);
    if (known.status.failing_since) statuses.back().failing_for = now - known.failing_since;
  }
  return statuses;
}

}  // namespace slipway::app
