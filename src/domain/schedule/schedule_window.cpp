#include "domain/schedule/schedule_window.h"

#include <string>

#include "base/time_zone.h"

namespace slipway::schedule {

namespace {

constexpr std::size_t local_time_size = 19;  // of 2018-10-22T23:59:59

base::Error wrong_window_time(std::string_view field, std::string_view text) {
  return base::invalid_argument("schedule.not_valid", "the schedule's " + std::string(field) + " \"" +
                                                          std::string(text.substr(0, 64)) +
                                                          "\" is not a time like 2026-11-24T15:00:00+08");
}

// The instant of a local time written in UTC, by way of its basic form.
std::optional<base::Instant> parse_local_as_utc(std::string_view text) {
  if (text.size() != local_time_size || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto part = [&](std::size_t from, std::size_t count) { return std::string(text.substr(from, count)); };
  return base::parse_basic_instant(part(0, 4) + part(5, 2) + part(8, 5) + part(14, 2) + part(17, 2) + "Z");
}

}  // namespace

Result<base::Instant> parse_window_time(std::string_view field, std::string_view text) {
  const auto local = parse_local_as_utc(text.substr(0, local_time_size));
  if (!local) return wrong_window_time(field, text);
  const auto east = base::parse_utc_offset(text.substr(local_time_size));
  if (!east) return wrong_window_time(field, text);
  return *local - *east;
}

Result<Window> parse_window(std::string_view start_time, std::string_view end_time) {
  Window window;
  if (!start_time.empty()) {
    TRY_LET(start, parse_window_time("startTime", start_time));
    window.start = start;
  }
  if (!end_time.empty()) {
    TRY_LET(end, parse_window_time("endTime", end_time));
    window.end = end;
  }
  if (window.start && window.end && *window.end < *window.start)
    return base::invalid_argument("schedule.not_valid", "the schedule's endTime lies before its startTime");
  return window;
}

}  // namespace slipway::schedule
