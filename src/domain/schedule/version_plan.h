// What is to be planned of a job whose environment has held several versions of it, one after another. Pure.
//
// Each version is planned up to and with the instant of the switch that ended it, the next one goes on behind that instant: the
// same plan times whether somebody looked between the switches or not.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "domain/schedule/cron_plan.h"

namespace slipway::schedule {

struct VersionInForce {
  std::optional<CronPlan> plan;          // none: the version has no cron schedule
  base::Instant begins_at{};             // the switch that brought it
  std::optional<base::Instant> ends_at;  // the switch that took its place, or took the job away; none: it is there
};

struct VersionPlans {
  std::vector<MissedPlanTimes> missed;  // of each version, in the order given
  std::optional<base::Instant> next;    // the first plan time after now; none: there is none

  std::uint32_t left_out() const;
};

// `versions`: the oldest first. What was planned goes up to `after`; what is due up to `now` is planned, the oldest `count_max` of
// all versions together. An `after` that lies ahead of the clock counts as now.
VersionPlans plan_versions(std::span<const VersionInForce> versions, base::Instant after, base::Instant now,
                           std::size_t count_max);

}  // namespace slipway::schedule
