// What cron expressions must hold whatever bytes they are. Called by the fuzzer and, over the seed corpus, by an ordinary test.
#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "base/time_zone.h"
#include "domain/schedule/cron_spec.h"
#include "domain/schedule/plan_times.h"

namespace slipway::fuzz {

inline bool has_a_day(const schedule::CronSpec& spec) {
  for (int day = 1; day <= 31; ++day)
    for (int weekday = 1; weekday <= 7; ++weekday)
      if (spec.has_day(day, weekday)) return true;
  return false;
}

inline void check_plan_times(const schedule::CronSpec& spec, const base::TimeZone& zone, base::Instant after) {
  constexpr std::size_t count_max = 50;
  const auto until = after + std::chrono::hours{24 * 3};
  const auto missed = schedule::missed_plan_times(spec, zone, {}, after, until, count_max);
  BASE_ASSERT(missed.times.size() <= count_max);
  BASE_ASSERT(missed.left_out == 0 || missed.times.size() == count_max);
  auto before = after;
  for (const auto& time : missed.times) {
    BASE_ASSERT(time.instant > before && time.instant <= until);
    BASE_ASSERT(schedule::next_plan_time(spec, zone, {}, before) == time);
    before = time.instant;
  }
  // Every expression has a next time: no month is without it twice in a row.
  const auto next = schedule::next_plan_time(spec, zone, {}, before);
  BASE_ASSERT(next && next->instant > before && next->instant - before <= std::chrono::hours{24 * 63});
}

// True when the bytes are an expression that can be run.
inline bool check_cron(std::string_view bytes) {
  const auto spec = schedule::CronSpec::parse(bytes);
  if (!spec) {
    BASE_ASSERT(spec.error().code == "schedule.not_valid" || spec.error().code == "schedule.not_yet");
    BASE_ASSERT(base::is_utf8(spec.error().message));
    return false;
  }
  BASE_ASSERT(bytes.size() <= schedule::cron_size_max);
  BASE_ASSERT(has_a_day(*spec));

  // New York sets its clocks forward on the second of these days and back on the third.
  static const auto new_york = base::TimeZone::load("America/New_York").value();
  for (const auto* day : std::array{"20240228T235930Z", "20260307T070000Z", "20261031T060000Z"}) {
    const auto after = *base::parse_basic_instant(day);
    check_plan_times(*spec, base::TimeZone{}, after);
    check_plan_times(*spec, new_york, after);
  }
  return true;
}

}  // namespace slipway::fuzz
