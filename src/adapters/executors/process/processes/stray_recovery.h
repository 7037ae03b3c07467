// Finds what is left of attempts whose server died, on a thread of its own: a process may take seconds to die.
#pragma once

#include <chrono>
#include <deque>
#include <thread>

#include "app/ports/run/node_executor.h"
#include "base/mutex.h"
#include "base/result.h"

namespace slipway::executors {

// Kills what carries the attempt's marks on this machine, and what descends from it, and returns when it is seen gone. The
// handle also finds a process whose environment cannot be read. It blocks for some milliseconds when there is nothing.
// Errors: "node.strays_left".
Result<void> reap_strays(const app::LostAttempt& attempt, std::chrono::milliseconds kill_max);

class StrayRecovery {
 public:
  explicit StrayRecovery(std::chrono::milliseconds kill_max) : kill_max_(kill_max) {}
  ~StrayRecovery();  // request_stop and join
  StrayRecovery(const StrayRecovery&) = delete;
  StrayRecovery& operator=(const StrayRecovery&) = delete;

  // Errors: "node.executor_not_usable".
  Result<void> start();
  // From any thread. After request_stop the answer is `unknown`.
  void ask(app::LostAttempt attempt, app::NodeExecutor::OnRecovered on_recovered);
  void request_stop();
  void join();

 private:
  struct Question {
    app::LostAttempt attempt;
    app::NodeExecutor::OnRecovered on_recovered;
  };
  void run();

  const std::chrono::milliseconds kill_max_;
  base::Mutex mutex_;
  base::ConditionVariable changed_;
  std::deque<Question> questions_ GUARDED_BY(mutex_);
  bool is_stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_ GUARDED_BY(mutex_);
};

}  // namespace slipway::executors
