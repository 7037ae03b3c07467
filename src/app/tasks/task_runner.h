// A thread that runs a list of tasks, one batch of each in turn until none has more to do: when woken, when one of them has
// something due, and every `interval` as a safety net. A task that met an error is left alone for a while (retry_pause.h).
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "app/tasks/task.h"
#include "app/tasks/task_health.h"
#include "base/clock.h"
#include "base/mutex.h"

namespace slipway::app {

struct TaskRunnerOptions {
  std::string name;  // for logs
  std::chrono::milliseconds interval{1'000};
};

// start(), request_stop() and join() in any state, any number of times; wake() from any thread. The tasks and the clock
// must outlive join().
class TaskRunner {
 public:
  TaskRunner(TaskRunnerOptions options, base::Clock& clock, const std::vector<Task*>& tasks);
  TaskRunner(const TaskRunner&) = delete;
  TaskRunner& operator=(const TaskRunner&) = delete;
  ~TaskRunner();

  void start();
  void wake();
  void request_stop();  // the batch in hand is finished, nothing more is begun
  void join();

  // In the order of the tasks; from any thread.
  std::vector<TaskHealth> health();

 private:
  struct Entry {
    Task* task = nullptr;
    std::size_t position = 0;
    base::Instant ran_at = base::Instant::min();
    std::chrono::milliseconds pause{0};
    std::chrono::microseconds not_before{};  // since boot
  };
  struct Known {
    TaskHealth status;  // but for failing_for
    std::chrono::microseconds failing_since{};  // boot
  };

  void run();
  void run_round();
  void run_task(Entry& entry);
  void note_run(const Entry& entry, const Result<TaskProgress>& progress);
  void wait_for_work();
  std::chrono::microseconds time_to_next_look() const;

  const TaskRunnerOptions options_;
  base::Clock& clock_;
  std::vector<Entry> entries_;  // for the thread only
  std::atomic<bool> is_stopping_{false};

  base::Mutex mutex_;
  base::ConditionVariable changed_;
  bool is_woken_ GUARDED_BY(mutex_) = false;
  std::vector<Known> known_ GUARDED_BY(mutex_);  // as entries_
  std::thread thread_ GUARDED_BY(mutex_);
};

}  // namespace slipway::app
