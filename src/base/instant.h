// Instants: UTC, microseconds since 1970. Plan times and local date-times are other types (domain/schedule).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::base {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

constexpr Instant from_microseconds(std::int64_t microseconds) { return Instant{std::chrono::microseconds{microseconds}}; }
constexpr std::int64_t to_microseconds(Instant instant) { return instant.time_since_epoch().count(); }
constexpr Instant from_milliseconds(std::int64_t milliseconds) { return Instant{std::chrono::milliseconds{milliseconds}}; }
constexpr std::int64_t to_milliseconds(Instant instant) {
  return std::chrono::floor<std::chrono::milliseconds>(instant).time_since_epoch().count();
}

// "2026-11-24T15:44:57Z"; format_instant_precise adds six decimals.
std::string format_instant(Instant instant);
std::string format_instant_precise(Instant instant);
// "20261124T154457Z", the form of the header X-Sdk-Date. Only this form, only valid dates.
std::optional<Instant> parse_basic_instant(std::string_view text);

}  // namespace slipway::base
