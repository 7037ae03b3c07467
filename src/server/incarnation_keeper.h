// Keeps this server's incarnation alive: its claims count only while its lease does. When the lease cannot be renewed, the
// server must stop its work before others may take it over, so `on_lost` is called while there is still time.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "app/ports/context.h"
#include "base/mutex.h"
#include "base/result.h"

namespace slipway::server {

struct LeaseTimes {
  std::chrono::milliseconds lease{15'000};
  std::chrono::milliseconds renewal{5'000};
};

// start(), request_stop() and join() in any state, any number of times.
class IncarnationKeeper {
 public:
  // on_lost is called once, on the keeper's own thread, when no renewal succeeded for lease - renewal.
  IncarnationKeeper(app::Context& context, std::string host_name, LeaseTimes times, std::function<void()> on_lost);
  IncarnationKeeper(const IncarnationKeeper&) = delete;
  IncarnationKeeper& operator=(const IncarnationKeeper&) = delete;
  ~IncarnationKeeper();

  const std::string& id() const { return id_; }

  // Writes the row; claims may be made from now on.
  Result<void> start();
  void request_stop();
  // Removes the row: what is still claimed is free at once.
  void join();

 private:
  void run();
  // False: the row is gone, or the store did not answer.
  bool renew();

  app::Context& context_;
  const std::string id_;
  const std::string host_name_;
  const LeaseTimes times_;
  const std::function<void()> on_lost_;

  base::Mutex mutex_;
  base::ConditionVariable changed_;
  bool is_stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace slipway::server
