// A thread that runs a list of tasks, one lot of each in turn until none has more to do: when woken, when one of them has
// something due, and every `interval` as a safety net. A task that met an error is left alone for a while (retry_pause.h).
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "app/tasks/task.h"
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
  void request_stop();  // the lot in hand is finished, nothing more is begun
  void join();

  // The task that has failed, and not succeeded since, for the longest.
  struct Failing {
    std::string_view task;
    base::Error error;
    std::chrono::microseconds length{};
  };
  std::optional<Failing> longest_failing();

 private:
  struct Entry {
    Task* task = nullptr;
    std::chrono::milliseconds pause{0};
    std::chrono::microseconds not_before{};  // since boot
  };
  // The last error of a task that has not succeeded since.
  struct Failure {
    std::chrono::microseconds since;  // boot
    base::Error error;
  };

  void run();
  void run_round();
  void run_task(Entry& entry);
  void note_failure(std::string_view task, const base::Error& error);
  void forget_failure(std::string_view task);
  void wait_for_work();
  std::chrono::microseconds time_to_next_look() const;

  const TaskRunnerOptions options_;
  base::Clock& clock_;
  std::vector<Entry> entries_;  // for the thread only
  std::atomic<bool> is_stopping_{false};

  base::Mutex mutex_;
  base::ConditionVariable changed_;
  bool is_woken_ GUARDED_BY(mutex_) = false;
  std::map<std::string_view, Failure> failures_ GUARDED_BY(mutex_);
  std::thread thread_ GUARDED_BY(mutex_);
};

}  // namespace slipway::app
