// The laws of plan times, and a second way to find them that looks at every minute.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "domain/schedule/plan_times.h"

namespace slipway::schedule {
namespace {

using namespace std::chrono_literals;
using base::CivilTime;
using base::Instant;
using base::TimeZone;

rc::Gen<std::string> field_text(int first, int last) {
  const auto number = rc::gen::inRange(first, last + 1);
  const auto text = [](int value) { return std::to_string(value); };
  return rc::gen::oneOf(
      rc::gen::just(std::string("*")), rc::gen::map(number, text),
      rc::gen::map(rc::gen::pair(number, number),
                   [](std::pair<int, int> two) { return std::to_string(two.first) + "," + std::to_string(two.second); }),
      rc::gen::map(rc::gen::pair(number, number),
                   [](std::pair<int, int> two) {
                     return std::to_string(std::min(two.first, two.second)) + "-" +
                            std::to_string(std::max(two.first, two.second));
                   }),
      rc::gen::map(rc::gen::pair(number, rc::gen::inRange(1, last)),
                   [](std::pair<int, int> two) { return std::to_string(two.first) + "/" + std::to_string(two.second); }));
}

CronSpec any_cron() {
  const auto minute = *field_text(0, 59);
  const auto hour = *field_text(0, 23);
  const auto day = *rc::gen::oneOf(rc::gen::map(field_text(1, 31), [](const std::string& text) { return text + " * ?"; }),
                                   rc::gen::map(field_text(1, 7), [](const std::string& text) { return "? * " + text; }));
  return CronSpec::parse("0 " + minute + " " + hour + " " + day).value();
}

TimeZone any_zone() {
  return TimeZone::load(*rc::gen::element<std::string>("UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin",
                                                       "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns",
                                                       "Africa/Cairo", "Pacific/Apia", "America/Sao_Paulo", "GMT+08:00"))
      .value();
}

// Around a change of the clocks in one of those zones, or anywhere; whole minutes.
Instant any_instant() {
  const auto around = *rc::gen::element<std::string>(
      "20260308T070000Z", "20261101T060000Z", "20260329T010000Z", "20261025T010000Z", "20261003T153000Z", "20270403T150000Z",
      "20111230T100000Z", "20171015T030000Z", "20260424T000000Z", "20240229T000000Z");
  return *base::parse_basic_instant(around) + std::chrono::minutes{*rc::gen::inRange(-3000, 3000)};
}

std::vector<PlanTime> plan(const CronSpec& spec, const TimeZone& zone, const Window& window, Instant after, Instant until) {
  return missed_plan_times(spec, zone, window, after, until, 100'000).times;
}

bool matches(const CronSpec& spec, const CivilTime& civil) {
  const std::chrono::year_month_day date{std::chrono::year{civil.year}, std::chrono::month{static_cast<unsigned>(civil.month)},
                                         std::chrono::day{static_cast<unsigned>(civil.day)}};
  const auto weekday = static_cast<int>(std::chrono::weekday{std::chrono::sys_days{date}}.c_encoding()) + 1;
  return spec.has_minute(civil.minute) && spec.has_hour(civil.hour) && spec.has_day(civil.day, weekday);
}

// What the wall clock shows, as minutes since some day.
std::int64_t wall_minutes(const CivilTime& civil) {
  const TimeZone utc;
  return base::to_microseconds(utc.lookup(civil).instant) / 60'000'000;
}

// Watches the clock on the wall minute by minute. A minute it showed before is no plan time; the minutes it jumps over
// count where it lands.
std::vector<PlanTime> plan_by_watching(const CronSpec& spec, const TimeZone& zone, Instant after, Instant until) {
  const TimeZone utc;
  std::vector<PlanTime> times;
  const auto begin = after - 50h;
  auto newest = wall_minutes(zone.to_civil(begin));
  for (auto at = begin + 1min; at <= until; at += 1min) {
    const auto shown = wall_minutes(zone.to_civil(at));
    bool is_planned = false;
    for (auto minute = newest + 1; minute <= shown; ++minute)
      is_planned = is_planned || matches(spec, utc.to_civil(base::from_microseconds(minute * 60'000'000)));
    newest = std::max(newest, shown);
    if (is_planned && at > after) times.push_back({at});
  }
  return times;
}

RC_GTEST_PROP(PlanTimesLaws, they_are_what_watching_the_clock_finds, ()) {
  const auto spec = any_cron();
  const auto zone = any_zone();
  const auto after = any_instant();
  const auto until = after + std::chrono::minutes{*rc::gen::inRange(0, 3 * 1440)};

  RC_ASSERT(plan(spec, zone, {}, after, until) == plan_by_watching(spec, zone, after, until));
}

RC_GTEST_PROP(PlanTimesLaws, they_strictly_rise_and_lie_in_the_window, ()) {
  const auto spec = any_cron();
  const auto zone = any_zone();
  const auto start = any_instant();
  const Window window{start, start + std::chrono::minutes{*rc::gen::inRange(0, 10'000)}};
  const auto after = start + std::chrono::minutes{*rc::gen::inRange(-2000, 2000)};

  auto before = after;
  for (const auto& time : plan(spec, zone, window, after, after + 30 * 24h)) {
    RC_ASSERT(time.instant > before);
    RC_ASSERT(window.contains(time.instant));
    before = time.instant;
  }
}

RC_GTEST_PROP(PlanTimesLaws, a_range_cut_in_two_gives_the_same_times, ()) {
  const auto spec = any_cron();
  const auto zone = any_zone();
  const auto after = any_instant();
  const auto cut = after + std::chrono::seconds{*rc::gen::inRange(0, 100'000)};
  const auto until = cut + std::chrono::seconds{*rc::gen::inRange(0, 100'000)};

  auto halves = plan(spec, zone, {}, after, cut);
  const auto second = plan(spec, zone, {}, cut, until);
  halves.insert(halves.end(), second.begin(), second.end());

  RC_ASSERT(halves == plan(spec, zone, {}, after, until));
}

RC_GTEST_PROP(PlanTimesLaws, each_is_found_from_just_before_it_and_as_the_start_of_a_window, ()) {
  const auto spec = any_cron();
  const auto zone = any_zone();
  const auto after = any_instant();

  for (const auto& time : plan(spec, zone, {}, after, after + 24h)) {
    RC_ASSERT(next_plan_time(spec, zone, {}, time.instant - 1us) == time);
    RC_ASSERT(next_plan_time(spec, zone, {time.instant, std::nullopt}, after) == time);
  }
}

RC_GTEST_PROP(PlanTimesLaws, every_schedule_has_a_next_time_within_two_months, ()) {
  const auto after = any_instant();
  const auto next = next_plan_time(any_cron(), any_zone(), {}, after);
  RC_ASSERT(next.has_value());
  RC_ASSERT(next->instant - after <= 63 * 24h);
}

}  // namespace
}  // namespace slipway::schedule
