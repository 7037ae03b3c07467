// A lane: a bounded queue and the threads that work it off, first come, first served.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/http/transport/application.h"
#include "adapters/http/transport/transport_metrics.h"
#include "base/result.h"

namespace slipway::http {

struct LaneOptions {
  std::size_t thread_count = 1;
  std::size_t queue_max = 1000;  // jobs that wait; what runs does not count
};

// All functions may be called from any thread, in any state, any number of times.
class LaneQueue {
 public:
  using Job = std::function<void()>;  // what escapes it is logged

  LaneQueue(Lane lane, const LaneOptions& options);
  LaneQueue(const LaneQueue&) = delete;
  LaneQueue& operator=(const LaneQueue&) = delete;
  ~LaneQueue();

  Result<void> start();  // server.thread_not_started
  // False when the queue is full or the lane stops; the job is then not kept.
  bool push(Job job);
  bool refuses_now();  // true, and counted, when the queue is full
  // Nothing more is taken; what waits is still run.
  void request_stop();
  void join();

  LaneMetrics metrics() const;

 private:
  struct Waiting {
    Job job;
    std::chrono::steady_clock::time_point since;
  };

  void work();

  const Lane lane_;
  const LaneOptions options_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::vector<std::thread> threads_;
  LaneMetrics metrics_;
  bool is_stopping_ = false;
};

}  // namespace slipway::http
