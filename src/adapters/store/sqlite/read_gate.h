// The gate that every read transaction passes. Readers that overlap never let a checkpoint finish, so the WAL would grow
// without bound: now and then the writer closes the gate, waits a moment for the readers inside, empties the WAL and opens it.
// (A std::shared_mutex will not do: the one of glibc lets readers overtake the writer for ever.)
#pragma once

#include <chrono>
#include <set>

#include "base/mutex.h"

namespace slipway::store {

class ReadGate {
 public:
  using Clock = std::chrono::steady_clock;

  // From entering to leaving. Moved only out of `enter`.
  class Pass {
   public:
    Pass(Pass&& other) noexcept : gate_(other.gate_), place_(other.place_) { other.gate_ = nullptr; }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    Pass& operator=(Pass&&) = delete;
    ~Pass();

   private:
    friend class ReadGate;
    Pass(ReadGate& gate, std::multiset<Clock::time_point>::iterator place) : gate_(&gate), place_(place) {}

    ReadGate* gate_;
    std::multiset<Clock::time_point>::iterator place_;
  };

  // Waits while the gate is closed, which it never is for longer than the longest reader inside and one checkpoint.
  Pass enter();

  // True when the gate is closed and nobody is inside; false, and the gate open, when a reader did not leave in time.
  bool close(std::chrono::milliseconds wait_max);
  void open();

  std::chrono::microseconds oldest_age() const;  // 0 when nobody is inside

 private:
  void leave(std::multiset<Clock::time_point>::iterator place);

  mutable base::Mutex mutex_;
  base::ConditionVariable changed_;
  std::multiset<Clock::time_point> inside_ GUARDED_BY(mutex_);  // when each came in
  bool is_closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace slipway::store
