#include "base/time_zone.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

namespace slipway::base {
namespace {

using namespace std::chrono_literals;

Instant utc(std::string_view basic) { return *parse_basic_instant(basic); }

TEST(TimeZone, names_and_offsets_are_loaded) {
  struct Case {
    const char* name;
    std::chrono::seconds east;
  };
  const Case cases[] = {{"UTC", 0s},
                        {"Z", 0s},
                        {"GMT", 0s},
                        {"GMT+8", 8h},
                        {"GMT+08", 8h},
                        {"GMT+08:00", 8h},
                        {"GMT+5:30", 330min},
                        {"GMT-3:30", -210min},
                        {"UTC+8", 8h},
                        {"+08", 8h},
                        {"+0800", 8h},
                        {"+8", 8h},
                        {"-05:30", -330min},
                        {"GMT-3", -3h},
                        {"+18", 18h},
                        {"Asia/Shanghai", 8h},
                        {"Asia/Kathmandu", 345min},
                        {"Etc/GMT+8", -8h},
                        {"+0000", 0s},
                        {"America/Argentina/Buenos_Aires", -3h}};
  for (const auto& [name, east] : cases) {
    const auto zone = TimeZone::load(name);
    ASSERT_TRUE(zone) << name;
    EXPECT_EQ(zone->name(), name);
    EXPECT_EQ(zone->lookup({2026, 11, 24, 12, 0, 0}).instant, utc("20261124T120000Z") - east) << name;
  }
}

TEST(TimeZone, paths_and_nonsense_are_not_known) {
  for (const auto* name : {"",
                           "/etc/passwd",
                           "../../etc/passwd",
                           "Asia/../UTC",
                           "posix/Asia/Shanghai",
                           "right/UTC",
                           "localtime",
                           "posixrules",
                           "Asia",
                           "Asia/",
                           "/UTC",
                           "Asia//Shanghai",
                           "Mars/Olympus",
                           "tzdata.zi",
                           "a/b/c/d",
                           "+",
                           "+19",
                           "+08:60",
                           "+8:00",
                           "+080",
                           "GMT+",
                           "GMT+5:3",
                           "GMT+5:60",
                           "GMT+:30",
                           "GMT5:30",
                           "GMT08",
                           "GMT +8",
                           " UTC",
                           "+-8",
                           "file:UTC",
                           "Asia/Shang hai",
                           "+08:0a",
                           "GMT+08:00:00",
                           "Fixed/UTC+08:00:00"}) {
    const auto zone = TimeZone::load(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_EQ(zone.error().code, "time_zone.not_known");
  }
  EXPECT_FALSE(TimeZone::load(std::string(5000, 'a')));
  EXPECT_FALSE(TimeZone::load(std::string("UTC\0x", 5)));
}

TEST(TimeZone, the_default_is_utc) {
  const TimeZone zone;
  EXPECT_EQ(zone.name(), "UTC");
  EXPECT_EQ(zone.to_civil(utc("20261124T154457Z")), (CivilTime{2026, 11, 24, 15, 44, 57}));
}

TEST(TimeZone, a_skipped_time_gives_the_end_of_the_gap) {
  const auto zone = *TimeZone::load("America/New_York");  // 2026-03-08, 02:00 becomes 03:00
  const auto gap = zone.lookup({2026, 3, 8, 2, 30, 0});
  EXPECT_EQ(gap.kind, LocalKind::skipped);
  EXPECT_EQ(gap.instant, utc("20260308T070000Z"));
  EXPECT_EQ(zone.to_civil(gap.instant), (CivilTime{2026, 3, 8, 3, 0, 0}));
  EXPECT_EQ(zone.lookup({2026, 3, 8, 3, 0, 0}).kind, LocalKind::unique);
}

TEST(TimeZone, a_repeated_time_gives_the_first_instant) {
  const auto zone = *TimeZone::load("America/New_York");  // 2026-11-01, 02:00 becomes 01:00
  const auto twice = zone.lookup({2026, 11, 1, 1, 30, 0});
  EXPECT_EQ(twice.kind, LocalKind::repeated);
  EXPECT_EQ(twice.instant, utc("20261101T053000Z"));
  EXPECT_EQ(zone.lookup({2026, 11, 1, 2, 0, 0}).instant, utc("20261101T070000Z"));
}

TEST(TimeZone, changes_of_half_an_hour_and_of_a_day_are_right) {
  const auto lord_howe = *TimeZone::load("Australia/Lord_Howe");  // 2026-10-04, 02:00 becomes 02:30
  EXPECT_EQ(lord_howe.lookup({2026, 10, 4, 2, 15, 0}).kind, LocalKind::skipped);
  EXPECT_EQ(lord_howe.lookup({2026, 10, 4, 2, 15, 0}).instant, utc("20261003T153000Z"));
  const auto apia = *TimeZone::load("Pacific/Apia");  // there was no 2011-12-30
  EXPECT_EQ(apia.lookup({2011, 12, 30, 12, 0, 0}).kind, LocalKind::skipped);
  EXPECT_EQ(apia.lookup({2011, 12, 30, 12, 0, 0}).instant, utc("20111230T100000Z"));
}

TEST(TimeZone, the_far_future_still_has_summer_time) {
  const auto zone = *TimeZone::load("Europe/Berlin");
  EXPECT_EQ(zone.lookup({2080, 7, 1, 12, 0, 0}).instant, utc("20800701T100000Z"));
}

TEST(TimeZone, parts_of_a_second_are_cut_off_before_1970_too) {
  EXPECT_EQ(TimeZone().to_civil(from_microseconds(-1)), (CivilTime{1969, 12, 31, 23, 59, 59}));
}

TEST(TimeZone, a_machine_without_zone_files_is_told) {
  EXPECT_TRUE(check_time_zone_data());

  ::setenv("TZDIR", "/nowhere", 1);
  const auto checked = check_time_zone_data();
  const auto zone = TimeZone::load("Europe/Berlin");
  ::unsetenv("TZDIR");

  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "time_zone.no_data");
  EXPECT_NE(checked.error().message.find("/nowhere"), std::string::npos) << checked.error().message;
  EXPECT_FALSE(zone) << "whatever was read before";
}

TEST(TimeZone, the_version_of_the_zone_files_is_known) { EXPECT_NE(time_zone_data_version(), "unknown"); }

RC_GTEST_PROP(TimeZoneLaws, the_first_time_that_a_clock_shows_is_found_again, ()) {
  const auto name = *rc::gen::element<std::string>("America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Europe/Dublin",
                                                   "Africa/Casablanca", "America/St_Johns");
  const auto zone = *TimeZone::load(name);
  const auto instant = from_microseconds(*rc::gen::inRange<std::int64_t>(0, 4'102'444'800) * 1'000'000);

  const auto found = zone.lookup(zone.to_civil(instant));

  RC_ASSERT(found.kind != LocalKind::skipped);
  const bool is_first = found.kind == LocalKind::unique ? found.instant == instant : found.instant <= instant;
  RC_ASSERT(is_first);
}

}  // namespace
}  // namespace slipway::base
