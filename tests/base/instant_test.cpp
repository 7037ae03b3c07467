#include "base/instant.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace slipway::base {
namespace {

TEST(Instant, is_written_in_utc) {
  EXPECT_EQ(format_instant(from_microseconds(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_instant(from_milliseconds(1'795'535'097'999)), "2026-11-24T15:44:57Z");
  EXPECT_EQ(format_instant_precise(from_microseconds(1'000'007)), "1970-01-01T00:00:01.000007Z");
  EXPECT_EQ(format_instant_precise(from_microseconds(-1)), "1969-12-31T23:59:59.999999Z");
}

TEST(Instant, milliseconds_are_rounded_down) {
  EXPECT_EQ(to_milliseconds(from_microseconds(1999)), 1);
  EXPECT_EQ(to_milliseconds(from_microseconds(-1)), -1);
}

TEST(Instant, the_basic_form_is_read) {
  EXPECT_EQ(parse_basic_instant("19700101T000001Z"), from_microseconds(1'000'000));
  EXPECT_EQ(parse_basic_instant("20240229T235959Z"), from_milliseconds(1'709'251'199'000));
}

TEST(Instant, nothing_else_is_read) {
  for (const auto* text : {"", "20261124T154457", "2026-11-24T15:44:57Z", "20261124t154457Z", "20261124T154457z",
                           "20230229T000000Z", "20261301T000000Z", "20260001T000000Z", "20261124T240000Z", "20261124T236000Z",
                           "20261124T235960Z", "2026112 T154457Z", "-0261124T154457Z", "20261124T154457Z ", "+0261124T154457Z"})
    EXPECT_EQ(parse_basic_instant(text), std::nullopt) << text;
}

RC_GTEST_PROP(InstantLaws, writing_then_reading_gives_the_second, ()) {
  const auto seconds = *rc::gen::inRange<std::int64_t>(-62'135'596'800, 253'402'300'800);  // years 1 to 9999
  const auto instant = from_microseconds(seconds * 1'000'000);
  auto basic = format_instant(instant);
  std::erase_if(basic, [](char c) { return c == '-' || c == ':'; });
  RC_ASSERT(parse_basic_instant(basic) == instant);
}

}  // namespace
}  // namespace slipway::base
