// A job's cron expression: <second> <minute> <hour> <day> <month> <week>, as ShowJob and CreateJob carry it.
// A value. It says which civil times match; plan_times.h turns them into instants.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace slipway::schedule {

inline constexpr std::size_t cron_size_max = 256;

class CronSpec {
 public:
  // Seconds are 0 and the month is *. Minute 0-59, hour 0-23, day 1-31 and week 1-7 (1 is Sunday) take numbers, lists,
  // ranges, steps and *; day and week also "?", and one of the two must be * or "?". No names.
  // Errors: "schedule.not_valid" names the field. "schedule.not_yet": a right expression with L, W, C or # in it, which
  // may be stored but not run.
  static Result<CronSpec> parse(std::string_view text);

  bool has_minute(int minute) const { return (minutes_ >> minute & 1) != 0; }  // 0..59
  bool has_hour(int hour) const { return (hours_ >> hour & 1) != 0; }          // 0..23
  bool has_day(int day, int weekday) const {                                   // 1..31; 1 (Sunday)..7
    return (days_ >> day & 1) != 0 && (weekdays_ >> weekday & 1) != 0;
  }

  friend bool operator==(const CronSpec&, const CronSpec&) = default;

 private:
  CronSpec() = default;

  // Bit n stands for the value n. At least one bit is set in each.
  std::uint64_t minutes_ = 0;
  std::uint64_t hours_ = 0;
  std::uint64_t days_ = 0;
  std::uint64_t weekdays_ = 0;
};

}  // namespace slipway::schedule
