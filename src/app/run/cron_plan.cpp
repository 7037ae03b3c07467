#include "app/run/cron_plan.h"

#include <utility>

namespace slipway::app {

std::optional<base::Instant> CronPlan::next_after(base::Instant after) const {
  const auto next = schedule::next_plan_time(spec, zone, window, after);
  if (!next) return std::nullopt;
  return next->instant;
}

schedule::MissedPlanTimes CronPlan::missed(base::Instant after, base::Instant until, std::size_t count_max) const {
  return schedule::missed_plan_times(spec, zone, window, after, until, count_max);
}

Result<CronPlan> make_cron_plan(const catalog::CronSettings& cron) {
  TRY_LET(spec, schedule::CronSpec::parse(cron.expression));
  TRY_LET(window, schedule::parse_window(cron.start_time, cron.end_time));
  base::TimeZone zone;
  if (!cron.time_zone.empty()) {
    TRY_LET(loaded, base::TimeZone::load(cron.time_zone));
    zone = std::move(loaded);
  }
  return CronPlan{std::move(spec), std::move(zone), window};
}

}  // namespace slipway::app
