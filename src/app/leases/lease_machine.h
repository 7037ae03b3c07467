// When a lease is renewed and when it counts as lost: a state machine of steps. Pure; one thread at a time.
//
//   none ── begun ──▶ held ── renewed ──▶ held          Times are of a clock that goes on evenly, also while the machine is
//     ▲                │                                suspended (base::Clock::since_boot). A lease is counted from when it was
//     └─ gone, late ───┘                                asked for, so that here it ends before it does in the store.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::app {

struct LeaseTimes {
  std::chrono::microseconds length{15'000'000};
  std::chrono::microseconds renewal{5'000'000};  // from the beginning of one to that of the next
};

class LeaseMachine {
 public:
  using Time = std::chrono::microseconds;

  // How long nobody looks at most: waits do not go on while the machine is suspended.
  static constexpr Time look_interval{1'000'000};

  explicit LeaseMachine(LeaseTimes times) : times_(times) {}

  // Of the lease that is held; none: claims may not be made, and another lease is to begin.
  const std::optional<std::string>& id() const { return id_; }

  void begun(std::string id, Time asked_at);
  // Nothing where that lease was lost meanwhile: what the store answers counts no more.
  void renewed(std::string_view id, Time asked_at);

  // Each gives the id that is lost by it, whose work is ended by the caller; none: nothing is lost.
  std::optional<std::string> gone(std::string_view id);  // the store has no such lease any more
  // One renewal before its end: there must be time to end what runs under it before others may take it over.
  std::optional<std::string> look(Time now);

  // Until look() is due.
  Time time_to_look(Time now) const;

 private:
  std::optional<std::string> lose();
  Time late_at() const { return counted_from_ + times_.length - times_.renewal; }

  LeaseTimes times_;
  std::optional<std::string> id_;
  Time counted_from_{};
};

}  // namespace slipway::app
