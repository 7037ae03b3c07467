// Makes what a job's schedule says ready: expression, window, and the time zone, which is loaded here.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "domain/catalog/job_definition.h"
#include "domain/schedule/cron_plan.h"

namespace slipway::app {

// A start may say from which day on, as a calendar in the zone of the job's schedule shows it, else in UTC.
// Errors: run.not_yet_supported where that day has not come, time_zone.not_known.
Result<void> check_start_date(const catalog::JobDefinition& job, std::optional<std::int64_t> date, base::Instant now);

// Errors: schedule.not_valid, schedule.not_yet, time_zone.not_known.
Result<schedule::CronPlan> make_cron_plan(const catalog::CronSettings& cron);

}  // namespace slipway::app
