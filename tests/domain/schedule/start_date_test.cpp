#include "domain/schedule/start_date.h"

#include <gtest/gtest.h>

namespace slipway::schedule {
namespace {

base::Instant at(std::string_view text) { return *base::parse_basic_instant(text); }

TEST(StartDate, today_is_what_a_calendar_in_the_jobs_zone_shows) {
  const auto shanghai = base::TimeZone::fixed(std::chrono::hours{8});
  const auto late_in_utc = at("20261130T163000Z");  // half past midnight there

  EXPECT_TRUE(check_start_date(20261201, shanghai, late_in_utc));
  EXPECT_FALSE(check_start_date(20261202, shanghai, late_in_utc));
  EXPECT_FALSE(check_start_date(20261201, base::TimeZone(), late_in_utc));

  const auto honolulu = base::TimeZone::fixed(-std::chrono::hours{10});
  EXPECT_FALSE(check_start_date(20261201, honolulu, at("20261201T095959Z")));
  EXPECT_TRUE(check_start_date(20261201, honolulu, at("20261201T100000Z")));
}

TEST(StartDate, a_day_that_has_gone_by_starts_at_once) {
  EXPECT_TRUE(check_start_date(20250101, base::TimeZone(), at("20261130T163000Z")));
}

TEST(StartDate, a_later_day_is_refused_by_name) {
  const auto refusal = check_start_date(20261202, base::TimeZone(), at("20261201T000000Z"));
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, "run.not_yet_supported");
  EXPECT_NE(base::full_message(refusal.error()).find("date 20261202"), std::string::npos) << refusal.error().message;
}

}  // namespace
}  // namespace slipway::schedule
