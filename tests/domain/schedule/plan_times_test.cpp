#include "domain/schedule/plan_times.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::schedule {
namespace {

using namespace std::chrono_literals;

base::Instant utc(std::string_view basic) { return *base::parse_basic_instant(basic); }
CronSpec cron(std::string_view text) { return CronSpec::parse(text).value(); }
base::TimeZone zone_of(std::string_view name) { return base::TimeZone::load(name).value(); }

// The plan times after `after` up to `until`, in UTC, one a line.
std::string plan(std::string_view expression, std::string_view zone, std::string_view after, std::string_view until) {
  std::string lines;
  for (const auto& time : missed_plan_times(cron(expression), zone_of(zone), {}, utc(after), utc(until), 1000).times)
    lines += base::format_instant(time.instant) + "\n";
  return lines;
}

TEST(PlanTimes, the_next_one_is_strictly_later) {
  const auto spec = cron("0 0/15 * * * ?");
  EXPECT_EQ(next_plan_time(spec, {}, {}, utc("20261124T100000Z"))->instant, utc("20261124T101500Z"));
  EXPECT_EQ(next_plan_time(spec, {}, {}, utc("20261124T101459Z"))->instant, utc("20261124T101500Z"));
  EXPECT_EQ(next_plan_time(spec, {}, {}, utc("20261124T101500Z") - 1us)->instant, utc("20261124T101500Z"));
}

TEST(PlanTimes, the_time_zone_counts) {
  EXPECT_EQ(plan("0 30 1 * * ?", "Asia/Shanghai", "20261124T000000Z", "20261126T000000Z"),
            "2026-11-24T17:30:00Z\n2026-11-25T17:30:00Z\n");
  EXPECT_EQ(plan("0 0 0 * * ?", "Asia/Kathmandu", "20261124T000000Z", "20261125T000000Z"), "2026-11-24T18:15:00Z\n");
  EXPECT_EQ(plan("0 0 0 * * ?", "GMT+8", "20261124T000000Z", "20261125T000000Z"), "2026-11-24T16:00:00Z\n");
}

TEST(PlanTimes, days_that_a_month_lacks_are_passed_over) {
  EXPECT_EQ(plan("0 0 0 31 * ?", "UTC", "20260115T000000Z", "20260601T000000Z"),
            "2026-01-31T00:00:00Z\n2026-03-31T00:00:00Z\n2026-05-31T00:00:00Z\n");
  EXPECT_EQ(plan("0 0 0 29 * ?", "UTC", "20270201T000000Z", "20270330T000000Z"), "2027-03-29T00:00:00Z\n");
  EXPECT_EQ(plan("0 0 0 29 * ?", "UTC", "20280201T000000Z", "20280301T000000Z"), "2028-02-29T00:00:00Z\n");
}

TEST(PlanTimes, weekdays_count_from_sunday) {
  EXPECT_EQ(plan("0 0 9 ? * 1,2", "UTC", "20261120T000000Z", "20261127T000000Z"), "2026-11-22T09:00:00Z\n2026-11-23T09:00:00Z\n");
}

TEST(PlanTimes, a_skipped_time_runs_once_at_the_end_of_the_gap) {
  // New York, 2026-03-08: 02:00 becomes 03:00 at 07:00 UTC.
  EXPECT_EQ(plan("0 30 2 * * ?", "America/New_York", "20260307T120000Z", "20260309T120000Z"),
            "2026-03-08T07:00:00Z\n2026-03-09T06:30:00Z\n");
  EXPECT_EQ(plan("0 0/20 2 * * ?", "America/New_York", "20260308T000000Z", "20260308T120000Z"), "2026-03-08T07:00:00Z\n");
}

TEST(PlanTimes, a_skipped_time_and_the_time_at_the_end_of_the_gap_are_one) {
  EXPECT_EQ(plan("0 30 2,3 * * ?", "America/New_York", "20260308T000000Z", "20260308T120000Z"),
            "2026-03-08T07:00:00Z\n2026-03-08T07:30:00Z\n");
  EXPECT_EQ(plan("0 0 1,2,3,4 * * ?", "America/New_York", "20260308T000000Z", "20260308T120000Z"),
            "2026-03-08T06:00:00Z\n2026-03-08T07:00:00Z\n2026-03-08T08:00:00Z\n");
}

TEST(PlanTimes, a_skipped_time_is_found_by_who_asks_from_the_end_of_the_gap) {
  const auto spec = cron("0 30 2 * * ?");
  const auto zone = zone_of("America/New_York");
  const auto end_of_gap = utc("20260308T070000Z");
  EXPECT_EQ(next_plan_time(spec, zone, {}, end_of_gap - 1us)->instant, end_of_gap);
  EXPECT_EQ(next_plan_time(spec, zone, {end_of_gap, std::nullopt}, utc("20200101T000000Z"))->instant, end_of_gap);
}

TEST(PlanTimes, a_doubled_time_runs_the_first_time_only) {
  // New York, 2026-11-01: 02:00 becomes 01:00 at 06:00 UTC.
  EXPECT_EQ(plan("0 30 1 * * ?", "America/New_York", "20261101T000000Z", "20261102T000000Z"), "2026-11-01T05:30:00Z\n");
  EXPECT_EQ(plan("0 0/30 0-2 * * ?", "America/New_York", "20261101T040000Z", "20261101T080000Z"),
            "2026-11-01T04:30:00Z\n2026-11-01T05:00:00Z\n2026-11-01T05:30:00Z\n2026-11-01T07:00:00Z\n2026-11-01T07:30:00Z\n");
}

TEST(PlanTimes, asked_in_the_second_pass_of_a_doubled_hour_the_hour_is_over) {
  const auto next = next_plan_time(cron("0 45 1 * * ?"), zone_of("America/New_York"), {}, utc("20261101T061000Z"));
  EXPECT_EQ(next->instant, utc("20261102T064500Z"));
}

TEST(PlanTimes, changes_of_half_an_hour_are_right) {
  // Lord Howe, 2026-10-04: 02:00 becomes 02:30 at 15:30 UTC of the day before; 2027-04-04: 02:00 becomes 01:30 at 15:00.
  EXPECT_EQ(plan("0 0,15,45 2 * * ?", "Australia/Lord_Howe", "20261003T120000Z", "20261003T180000Z"),
            "2026-10-03T15:30:00Z\n2026-10-03T15:45:00Z\n");
  EXPECT_EQ(plan("0 0,45 1 * * ?", "Australia/Lord_Howe", "20270403T120000Z", "20270403T180000Z"),
            "2027-04-03T14:00:00Z\n2027-04-03T14:45:00Z\n");
}

TEST(PlanTimes, a_day_without_midnight_starts_at_the_end_of_the_gap) {
  // Sao Paulo, 2017-10-15: 00:00 becomes 01:00.
  EXPECT_EQ(plan("0 0 0 * * ?", "America/Sao_Paulo", "20171014T120000Z", "20171016T120000Z"),
            "2017-10-15T03:00:00Z\n2017-10-16T02:00:00Z\n");
}

TEST(PlanTimes, a_day_that_never_was_runs_at_its_end) {
  // Apia went from 2011-12-29 to 2011-12-31.
  EXPECT_EQ(plan("0 0 12 30 * ?", "Pacific/Apia", "20111201T000000Z", "20120101T000000Z"), "2011-12-30T10:00:00Z\n");
}

TEST(PlanTimes, start_and_end_are_included) {
  const auto spec = cron("0 0 * * * ?");
  const Window window{utc("20261124T100000Z"), utc("20261124T120000Z")};
  EXPECT_EQ(next_plan_time(spec, {}, window, utc("20200101T000000Z"))->instant, *window.start);
  EXPECT_EQ(next_plan_time(spec, {}, window, *window.start)->instant, utc("20261124T110000Z"));
  EXPECT_EQ(next_plan_time(spec, {}, window, utc("20261124T110000Z"))->instant, *window.end);
  EXPECT_EQ(next_plan_time(spec, {}, window, *window.end), std::nullopt);
}

TEST(PlanTimes, a_start_between_two_plan_times_waits_for_the_later) {
  const Window window{utc("20261124T100001Z"), std::nullopt};
  EXPECT_EQ(next_plan_time(cron("0 0 * * * ?"), {}, window, utc("20200101T000000Z"))->instant, utc("20261124T110000Z"));
}

TEST(PlanTimes, the_search_ends) {
  const auto sparse = cron("0 0 0 31 * ?");
  EXPECT_EQ(next_plan_time(sparse, {}, {}, base::Instant::min())->instant,
            base::Instant{std::chrono::sys_days{std::chrono::year{1} / 1 / 31}});
  EXPECT_EQ(next_plan_time(sparse, {}, {}, base::Instant::max() - 1us), std::nullopt);
  EXPECT_EQ(next_plan_time(sparse, {}, {utc("20260201T000000Z"), utc("20260330T000000Z")}, utc("20260101T000000Z")),
            std::nullopt);
}

TEST(MissedPlanTimes, the_oldest_are_given_and_the_rest_is_counted) {
  const auto missed = missed_plan_times(cron("0 * * * * ?"), {}, {}, utc("20261124T000000Z"), utc("20261124T010000Z"), 10);
  ASSERT_EQ(missed.times.size(), 10U);
  EXPECT_EQ(missed.times.front().instant, utc("20261124T000100Z"));
  EXPECT_EQ(missed.times.back().instant, utc("20261124T001000Z"));
  EXPECT_EQ(missed.left_out, 50U);
}

TEST(MissedPlanTimes, the_window_bounds_them_too) {
  const Window window{utc("20261124T001000Z"), utc("20261124T001200Z")};
  const auto missed = missed_plan_times(cron("0 * * * * ?"), {}, window, utc("20261124T000000Z"), utc("20261125T000000Z"), 10);
  EXPECT_EQ(missed.times.size(), 3U);
  EXPECT_EQ(missed.left_out, 0U);
}

TEST(MissedPlanTimes, counting_ends) {
  const auto missed = missed_plan_times(cron("0 * * * * ?"), {}, {}, utc("20200101T000000Z"), utc("20260101T000000Z"), 1);
  EXPECT_EQ(missed.times.size(), 1U);
  EXPECT_EQ(missed.left_out, left_out_count_max);
}

TEST(MissedPlanTimes, nothing_is_missed_when_no_time_passed) {
  const auto now = utc("20261124T000000Z");
  EXPECT_TRUE(missed_plan_times(cron("0 * * * * ?"), {}, {}, now, now, 10).times.empty());
  EXPECT_TRUE(missed_plan_times(cron("0 * * * * ?"), {}, {}, now, now - 1h, 10).times.empty());
}

}  // namespace
}  // namespace slipway::schedule
