#include "app/jobs/cron_plan.h"

#include <utility>

#include "domain/schedule/start_date.h"

namespace slipway::app {

namespace {

Result<base::TimeZone> zone_of(const catalog::CronSettings& cron) {
  if (cron.time_zone.empty()) return base::TimeZone();
  return base::TimeZone::load(cron.time_zone);
}

}  // namespace

Result<void> check_start_date(const catalog::JobDefinition& job, std::optional<std::int64_t> date, base::Instant now) {
  if (!date) return {};
  const bool has_zone = job.schedule.type == catalog::ScheduleType::cron && job.schedule.cron;
  TRY_LET(zone, zone_of(has_zone ? *job.schedule.cron : catalog::CronSettings{}));
  return schedule::check_start_date(*date, zone, now);
}

Result<schedule::CronPlan> make_cron_plan(const catalog::CronSettings& cron) {
  TRY_LET(spec, schedule::CronSpec::parse(cron.expression));
  TRY_LET(window, schedule::parse_window(cron.start_time, cron.end_time));
  TRY_LET(zone, zone_of(cron));
  return schedule::CronPlan{std::move(spec), std::move(zone), window};
}

}  // namespace slipway::app
