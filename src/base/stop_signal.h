// For a thread that looks at something now and then: its sleep ends early when it is to stop.
#pragma once

#include <chrono>

#include "base/mutex.h"

namespace slipway::base {

// Safe from any thread. Once requested it stays so.
class StopSignal {
 public:
  void request() {
    const MutexLock lock(mutex_);
    is_requested_ = true;
    changed_.notify_all();
  }

  // False: stop was requested.
  bool sleep_until(std::chrono::steady_clock::time_point until) {
    MutexLock lock(mutex_);
    while (!is_requested_ && std::chrono::steady_clock::now() < until) changed_.wait_until(lock, until);
    return !is_requested_;
  }

 private:
  Mutex mutex_;
  ConditionVariable changed_;
  bool is_requested_ GUARDED_BY(mutex_) = false;
};

}  // namespace slipway::base
