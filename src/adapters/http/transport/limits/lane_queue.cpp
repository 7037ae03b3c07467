#include "adapters/http/transport/limits/lane_queue.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "base/log.h"

namespace slipway::http {

LaneQueue::LaneQueue(Lane lane, const LaneOptions& options) : lane_(lane), options_(options) { metrics_.lane = lane; }

LaneQueue::~LaneQueue() {
  request_stop();
  join();
}

Result<void> LaneQueue::start() {
  const std::lock_guard lock(mutex_);
  if (is_stopping_ || !threads_.empty()) return {};
  try {
    for (std::size_t i = 0; i < std::max<std::size_t>(options_.thread_count, 1); ++i) threads_.emplace_back([this] { work(); });
  } catch (const std::exception& failure) {
    return base::internal("server.thread_not_started", "the system gives no more threads", failure.what());
  }
  return {};
}

bool LaneQueue::push(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (is_stopping_ || waiting_.size() >= options_.queue_max) {
      ++metrics_.refused_total;
      return false;
    }
    waiting_.push_back({std::move(job), std::chrono::steady_clock::now()});
  }
  changed_.notify_one();
  return true;
}

bool LaneQueue::refuses_now() {
  const std::lock_guard lock(mutex_);
  const bool is_full = waiting_.size() >= options_.queue_max;
  if (is_full) ++metrics_.refused_total;
  return is_full;
}

void LaneQueue::request_stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
}

void LaneQueue::join() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    threads.swap(threads_);
  }
  for (auto& thread : threads) thread.join();
}

LaneMetrics LaneQueue::metrics() const {
  const std::lock_guard lock(mutex_);
  auto metrics = metrics_;
  metrics.waiting_count = waiting_.size();
  return metrics;
}

void LaneQueue::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    const auto wait = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - next.since);
    metrics_.wait_total += wait;
    metrics_.wait_longest = std::max(metrics_.wait_longest, wait);
    ++metrics_.started_total;
    ++metrics_.running_count;
    lock.unlock();
    try {
      next.job();
    } catch (const std::exception& failure) {
      base::log_error("lane_job_failed", {{"lane", to_text(lane_)}, {"reason", failure.what()}});
    }
    next.job = nullptr;  // what it holds is let go without the lock
    lock.lock();
    --metrics_.running_count;
  }
}

}  // namespace slipway::http
