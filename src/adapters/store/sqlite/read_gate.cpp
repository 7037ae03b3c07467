#include "adapters/store/sqlite/read_gate.h"

namespace slipway::store {

ReadGate::Pass::~Pass() {
  if (gate_ != nullptr) gate_->leave(place_);
}

ReadGate::Pass ReadGate::enter() {
  base::MutexLock lock(mutex_);
  while (is_closed_) changed_.wait(lock);
  return Pass(*this, inside_.insert(Clock::now()));
}

void ReadGate::leave(std::multiset<Clock::time_point>::iterator place) {
  const base::MutexLock lock(mutex_);
  inside_.erase(place);
  if (is_closed_) changed_.notify_all();
}

bool ReadGate::close(std::chrono::milliseconds wait_max) {
  const auto deadline = Clock::now() + wait_max;
  base::MutexLock lock(mutex_);
  is_closed_ = true;
  bool is_in_time = true;
  while (is_in_time && !inside_.empty()) is_in_time = changed_.wait_until(lock, deadline);
  if (inside_.empty()) return true;
  is_closed_ = false;
  changed_.notify_all();
  return false;
}

void ReadGate::open() {
  const base::MutexLock lock(mutex_);
  is_closed_ = false;
  changed_.notify_all();
}

std::chrono::microseconds ReadGate::oldest_age() const {
  const base::MutexLock lock(mutex_);
  if (inside_.empty()) return std::chrono::microseconds{0};
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - *inside_.begin());
}

}  // namespace slipway::store
