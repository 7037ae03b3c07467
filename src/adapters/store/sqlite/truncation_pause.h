// When the writer tries to empty the WAL again: at once as long as that goes well, later and later while somebody outside (a backup,
// say) holds an old snapshot, since until it is gone every try is in vain. A value, for the writer's thread.
#pragma once

#include <algorithm>
#include <chrono>

namespace slipway::store {

class TruncationPause {
 public:
  using Clock = std::chrono::steady_clock;

  static constexpr std::chrono::seconds first{1};
  static constexpr std::chrono::seconds longest{60};

  bool is_due(Clock::time_point now) const { return now >= next_try_; }

  void succeeded() {
    next_try_ = Clock::time_point::min();
    pause_ = first;
  }
  void failed(Clock::time_point now) {
    next_try_ = now + pause_;
    pause_ = std::min(2 * pause_, longest);
  }

 private:
  Clock::time_point next_try_ = Clock::time_point::min();
  std::chrono::seconds pause_ = first;  // after the next failure
};

}  // namespace slipway::store
