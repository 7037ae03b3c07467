#include "domain/schedule/start_date.h"

#include <string>

namespace slipway::schedule {

Result<void> check_start_date(std::int64_t date, const base::TimeZone& zone, base::Instant now) {
  const auto today = zone.to_civil(now);
  const auto today_number = std::int64_t{today.year} * 10'000 + std::int64_t{today.month} * 100 + today.day;
  if (date <= today_number) return {};
  return base::of_field(
      "start.date",
      base::invalid_argument("run.not_yet_supported", std::to_string(date) + " is in the future, in " + zone.name() + " it is " +
                                                          std::to_string(today_number) + ": start the job on that day"));
}

}  // namespace slipway::schedule
