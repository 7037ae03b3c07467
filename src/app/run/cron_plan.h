// A job's schedule, ready to give plan times: expression, window and time zone, which is loaded here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/result.h"
#include "base/time_zone.h"
#include "domain/catalog/job_definition.h"
#include "domain/schedule/plan_times.h"

namespace slipway::app {

struct CronPlan {
  schedule::CronSpec spec;
  base::TimeZone zone;  // UTC where the schedule names none
  schedule::Window window;

  std::optional<base::Instant> next_after(base::Instant after) const;
  schedule::MissedPlanTimes missed(base::Instant after, base::Instant until, std::size_t count_max) const;
};

// A start may say from which day on, as a calendar in the zone of the job's schedule shows it, else in UTC.
// Errors: run.not_yet_supported where that day has not come, time_zone.not_known.
Result<void> check_start_date(const catalog::JobDefinition& job, std::optional<std::int64_t> date, base::Instant now);

// Errors: schedule.not_valid, schedule.not_yet, time_zone.not_known.
Result<CronPlan> make_cron_plan(const catalog::CronSettings& cron);

}  // namespace slipway::app
