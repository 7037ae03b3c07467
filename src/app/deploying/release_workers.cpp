#include "app/deploying/release_workers.h"

#include <exception>
#include <string_view>
#include <utility>

#include "base/log.h"

namespace slipway::app {
namespace {

// The tasks catch what they can pause for; nothing may end the server.
void run_piece(const ReleaseWorkers::Work& work) {
  try {
    work();
  } catch (const std::exception& failure) {
    base::log_error("release_work_threw", {{"detail", std::string_view(failure.what())}});
  }
}

}  // namespace

ReleaseWorkers::ReleaseWorkers(std::size_t count) : is_inline_(false) {
  threads_.reserve(count);
  try {
    for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
  } catch (...) {  // no thread is to be had: the start of the server says so
    request_stop();
    join();
    throw;
  }
}

ReleaseWorkers::~ReleaseWorkers() {
  request_stop();
  join();
}

bool ReleaseWorkers::has_free() {
  const base::MutexLock lock(mutex_);
  return !is_stopping_ && (is_inline_ || in_hand_.size() < threads_.size());
}

std::set<catalog::EnvironmentId> ReleaseWorkers::in_hand() {
  const base::MutexLock lock(mutex_);
  return in_hand_;
}

bool ReleaseWorkers::end_turns() {
  const auto busy = in_hand();
  return std::erase_if(turns_, [&](catalog::EnvironmentId environment) { return !busy.contains(environment); }) > 0;
}

std::set<catalog::EnvironmentId> ReleaseWorkers::taken() {
  auto environments = in_hand();
  environments.insert(turns_.begin(), turns_.end());
  return environments;
}

bool ReleaseWorkers::run(catalog::EnvironmentId environment, Work work) {
  if (is_inline_) {
    work();
    return true;
  }
  const base::MutexLock lock(mutex_);
  if (is_stopping_ || in_hand_.size() >= threads_.size() || !in_hand_.insert(environment).second) return false;
  waiting_.push_back({environment, std::move(work)});
  changed_.notify_one();
  return true;
}

void ReleaseWorkers::request_stop() {
  const base::MutexLock lock(mutex_);
  is_stopping_ = true;
  changed_.notify_all();
}

void ReleaseWorkers::join() {
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void ReleaseWorkers::work() {
  while (true) {
    Piece piece;
    {
      base::MutexLock lock(mutex_);
      while (waiting_.empty() && !is_stopping_) changed_.wait(lock);
      if (waiting_.empty()) return;
      piece = std::move(waiting_.front());
      waiting_.pop_front();
    }
    run_piece(piece.work);
    {
      const base::MutexLock lock(mutex_);
      in_hand_.erase(piece.environment);
    }
    if (done_) done_();
  }
}

}  // namespace slipway::app
