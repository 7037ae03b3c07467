// A cron schedule, ready to give plan times: expression, zone and window. A value; the zone comes in loaded.
#pragma once

#include <cstddef>
#include <optional>

#include "base/time_zone.h"
#include "domain/schedule/plan_times.h"

namespace slipway::schedule {

struct CronPlan {
  CronSpec spec;
  base::TimeZone zone;  // UTC where the schedule names none
  Window window;

  std::optional<base::Instant> next_after(base::Instant after) const {
    const auto next = next_plan_time(spec, zone, window, after);
    if (!next) return std::nullopt;
    return next->instant;
  }
  MissedPlanTimes missed(base::Instant after, base::Instant until, std::size_t count_max) const {
    return missed_plan_times(spec, zone, window, after, until, count_max);
  }
};

}  // namespace slipway::schedule
