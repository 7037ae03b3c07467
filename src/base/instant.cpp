#include "base/instant.h"

#include <cstdio>

namespace slipway::base {

namespace {

// The number written in `count` decimal digits at `from`, or -1.
int digits_at(std::string_view text, std::size_t from, std::size_t count) {
  int value = 0;
  for (const char c : text.substr(from, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string format_utc(Instant instant, bool with_microseconds) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{instant - day};
  char text[64];
  const int written = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                    static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                                    static_cast<int>(time.seconds().count()));
  std::string result(text, static_cast<std::size_t>(written));
  if (with_microseconds) {
    const int decimals = std::snprintf(text, sizeof text, ".%06d", static_cast<int>(time.subseconds().count()));
    result.append(text, static_cast<std::size_t>(decimals));
  }
  return result + "Z";
}

}  // namespace

std::string format_instant(Instant instant) { return format_utc(instant, false); }
std::string format_instant_precise(Instant instant) { return format_utc(instant, true); }

std::optional<Instant> parse_basic_instant(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  const int year = digits_at(text, 0, 4);
  const int month = digits_at(text, 4, 2);
  const int day = digits_at(text, 6, 2);
  const int hour = digits_at(text, 9, 2);
  const int minute = digits_at(text, 11, 2);
  const int second = digits_at(text, 13, 2);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  const bool valid = year >= 0 && month >= 0 && day >= 0 && date.ok() && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 &&
                     second >= 0 && second < 60;
  if (!valid) return std::nullopt;
  return Instant{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second};
}

}  // namespace slipway::base
