#include "domain/schedule/schedule_window.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::schedule {
namespace {

base::Instant utc(std::string_view basic) { return *base::parse_basic_instant(basic); }

TEST(ScheduleWindow, times_carry_a_zone_in_several_forms) {
  const auto instant = utc("20181022T155959Z");
  for (const auto* text : {"2018-10-22T23:59:59+08", "2018-10-22T23:59:59+0800", "2018-10-22T23:59:59+08:00",
                           "2018-10-22T23:59:59+8", "2018-10-22T15:59:59Z", "2018-10-22T10:29:59-05:30"})
    EXPECT_EQ(parse_window_time("startTime", text).value(), instant) << text;
}

TEST(ScheduleWindow, other_texts_are_refused_and_named) {
  for (const auto* text : {"", "2018-10-22", "2018-10-22T23:59:59", "2018-10-22 23:59:59+08", "2018-10-22T23:59:59 +08",
                           "2018-10-22T23:59+08", "2018-13-22T23:59:59+08", "2018-02-29T00:00:00+08", "2018-10-22T24:00:00+08",
                           "2018-10-22T23:59:60+08", "2018-10-22T23:59:59+99", "2018-10-22T23:59:59Asia/Shanghai",
                           "2018-10-22T23:59:59.000+08", "18-10-22T23:59:59+08", "2018-1-22T23:59:59+0800", "1540223999000"}) {
    const auto instant = parse_window_time("endTime", text);
    ASSERT_FALSE(instant) << text;
    EXPECT_EQ(instant.error().code, "schedule.not_valid");
    EXPECT_NE(instant.error().message.find("endTime"), std::string::npos);
  }
}

TEST(ScheduleWindow, an_empty_text_is_no_bound) {
  EXPECT_EQ(parse_window("", "").value(), Window{});
  EXPECT_EQ(parse_window("2026-01-01T00:00:00Z", "").value(), (Window{utc("20260101T000000Z"), std::nullopt}));
}

TEST(ScheduleWindow, the_end_may_be_the_start_but_not_before_it) {
  EXPECT_TRUE(parse_window("2026-01-01T00:00:00Z", "2026-01-01T08:00:00+08"));
  const auto window = parse_window("2026-01-01T00:00:01Z", "2026-01-01T08:00:00+08");
  ASSERT_FALSE(window);
  EXPECT_EQ(window.error().code, "schedule.not_valid");
}

TEST(ScheduleWindow, both_ends_are_included) {
  const Window window{utc("20260101T000000Z"), utc("20260102T000000Z")};
  EXPECT_TRUE(window.contains(*window.start));
  EXPECT_TRUE(window.contains(*window.end));
  EXPECT_FALSE(window.contains(*window.start - std::chrono::microseconds{1}));
  EXPECT_FALSE(window.contains(*window.end + std::chrono::microseconds{1}));
  EXPECT_TRUE(Window{}.contains(utc("19700101T000000Z")));
}

}  // namespace
}  // namespace slipway::schedule
