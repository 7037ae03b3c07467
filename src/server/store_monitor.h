// What probes and metrics say of the store, looked up every two seconds in the background: answering them costs no query, and a
// store that hangs holds up no thread that serves requests.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include "adapters/store/database.h"
#include "app/ports/store.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/stop_signal.h"

namespace slipway::server {

struct WorkInStore {
  std::int64_t unfinished_deployments = 0;
  std::map<std::string, std::int64_t> unfinished_instances{};  // by state
  std::map<std::string, std::int64_t> set_aside{};             // by task
};

// start(), request_stop() and join() in any state, any number of times; the rest from any thread.
class StoreMonitor {
 public:
  StoreMonitor(store::Database& database, app::Store& store) : database_(database), store_(store) {}
  StoreMonitor(const StoreMonitor&) = delete;
  StoreMonitor& operator=(const StoreMonitor&) = delete;
  ~StoreMonitor();

  void start();  // after a first look
  void request_stop() { stop_.request(); }
  void join();

  // What the last look found: the error of Database::check(), or store.unavailable when a look hangs for seconds.
  Result<void> readiness();
  // As of the last look that succeeded.
  WorkInStore work();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  void run();
  void look();

  store::Database& database_;
  app::Store& store_;

  base::Mutex mutex_;
  Result<void> readiness_ GUARDED_BY(mutex_){};
  SteadyTime looked_at_ GUARDED_BY(mutex_);
  std::optional<SteadyTime> counted_at_ GUARDED_BY(mutex_);
  WorkInStore work_ GUARDED_BY(mutex_);
  base::StopSignal stop_;
  std::thread thread_;
};

}  // namespace slipway::server
