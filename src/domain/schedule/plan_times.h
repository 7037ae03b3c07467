// Plan times: the instants that a schedule's instances stand for. Pure.
//
// A civil time that the clock jumps over is planned at the end of the gap; one that the clock shows twice is planned the
// first time only. Civil times that meet in one instant make one plan time.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/instant.h"
#include "base/time_zone.h"
#include "domain/schedule/cron_spec.h"
#include "domain/schedule/schedule_window.h"

namespace slipway::schedule {

// The instant an instance stands for, which is not when it runs.
struct PlanTime {
  base::Instant instant;

  friend auto operator<=>(const PlanTime&, const PlanTime&) = default;
};

// The first plan time after `after` that lies in the window; nothing when there is none, or none before the year 10000.
std::optional<PlanTime> next_plan_time(const CronSpec& spec, const base::TimeZone& zone, const Window& window,
                                       base::Instant after);

inline constexpr std::uint32_t left_out_count_max = 100'000;

struct MissedPlanTimes {
  std::vector<PlanTime> times;  // oldest first
  std::uint32_t left_out = 0;   // how many newer ones there are; left_out_count_max means "that many or more"
};

// The plan times after `after` up to `until`, that one included: the oldest `count_max` of them.
MissedPlanTimes missed_plan_times(const CronSpec& spec, const base::TimeZone& zone, const Window& window, base::Instant after,
                                  base::Instant until, std::size_t count_max);

}  // namespace slipway::schedule
