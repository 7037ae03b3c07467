// What came of runs and attempts, for logs and metrics; said once it is committed.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

#include "base/mutex.h"
#include "domain/instance/job_instance.h"

namespace slipway::app {

// Sums of one transaction, or since the start.
struct RunTotals {
  std::map<instance::InstanceState, std::int64_t> runs_ended;
  std::map<instance::Outcome, std::int64_t> attempts_ended;
  std::int64_t scheduled_begun = 0;         // runs of schedules that were admitted
  std::chrono::microseconds lateness{0};  // of those, behind their plan times

  void add(const RunTotals& more);
};

struct RunNews {
  RunTotals totals;
  std::vector<instance::JobInstance> failed;  // of production

  void add(RunNews more);
};

// Safe from any thread.
class RunHistory {
 public:
  // Also writes the log events `job_failed`.
  void add(const RunNews& news);
  RunTotals totals();

 private:
  base::Mutex mutex_;
  RunTotals totals_ GUARDED_BY(mutex_);
};

}  // namespace slipway::app
