#include "domain/schedule/plan_times.h"

#include <algorithm>
#include <chrono>

namespace slipway::schedule {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr base::Instant earliest{sys_days{std::chrono::year{1} / 1 / 1}};
constexpr base::Instant latest{sys_days{std::chrono::year{10000} / 1 / 1}};
// The rarest day, the 31st, comes again after 62 days at most.
constexpr int searched_day_count = 100;

sys_days day_of(const base::CivilTime& civil) {
  return sys_days{year_month_day{std::chrono::year{civil.year}, std::chrono::month{static_cast<unsigned>(civil.month)},
                                 std::chrono::day{static_cast<unsigned>(civil.day)}}};
}

bool matches_day(const CronSpec& spec, sys_days day) {
  const auto weekday = std::chrono::weekday{day}.c_encoding() + 1;  // Sunday is 1
  return spec.has_day(static_cast<int>(static_cast<unsigned>(year_month_day{day}.day())), static_cast<int>(weekday));
}

base::CivilTime civil_at(sys_days day, int hour, int minute) {
  const year_month_day date{day};
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          hour,
          minute,
          0};
}

// The first plan time of that day, from a civil hour and minute on, that is not before `lower`.
std::optional<base::Instant> first_of_day(const CronSpec& spec, const base::TimeZone& zone, sys_days day, int from_hour,
                                          int from_minute, base::Instant lower) {
  for (int hour = from_hour; hour < 24; ++hour) {
    if (!spec.has_hour(hour)) continue;
    for (int minute = hour == from_hour ? from_minute : 0; minute < 60; ++minute) {
      if (!spec.has_minute(minute)) continue;
      const auto instant = zone.lookup(civil_at(day, hour, minute)).instant;
      if (instant >= lower) return instant;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<PlanTime> next_plan_time(const CronSpec& spec, const base::TimeZone& zone, const Window& window,
                                       base::Instant after) {
  using namespace std::chrono_literals;
  auto lower = std::max(after, earliest) + 1us;
  if (window.start) lower = std::max(lower, *window.start);
  if (lower >= latest || (window.end && lower > *window.end)) return std::nullopt;

  // Instants never fall as civil times rise, so no civil time before that of the last instant not asked for can matter.
  // The instant before `lower`, not `lower` itself: at the end of a gap, the civil times in the gap count too.
  const auto from = zone.to_civil(lower - 1us);
  const auto first_day = day_of(from);
  for (auto day = first_day; day <= first_day + days{searched_day_count}; day += days{1}) {
    if (!matches_day(spec, day)) continue;
    const bool is_first = day == first_day;
    const auto found = first_of_day(spec, zone, day, is_first ? from.hour : 0, is_first ? from.minute : 0, lower);
    if (!found) continue;
    if (window.end && *found > *window.end) return std::nullopt;
    return PlanTime{*found};
  }
  return std::nullopt;
}

MissedPlanTimes missed_plan_times(const CronSpec& spec, const base::TimeZone& zone, const Window& window, base::Instant after,
                                  base::Instant until, std::size_t count_max) {
  auto bounded = window;
  bounded.end = window.end ? std::min(*window.end, until) : until;
  MissedPlanTimes missed;
  auto next = next_plan_time(spec, zone, bounded, after);
  while (next && missed.left_out < left_out_count_max) {
    if (missed.times.size() < count_max) {
      missed.times.push_back(*next);
    } else {
      ++missed.left_out;
    }
    next = next_plan_time(spec, zone, bounded, next->instant);
  }
  return missed;
}

}  // namespace slipway::schedule
