// Time zones: from instants to civil times and back. Loading reads the zone files of the machine; what is loaded is a
// small value, freely copied, used by any thread. Domain code is given loaded zones.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/result.h"

namespace slipway::base {

// What a clock on the wall and a calendar show, of the proleptic Gregorian calendar; nothing says where.
struct CivilTime {
  int year = 1970;
  int month = 1;   // 1..12
  int day = 1;     // 1..31, as the month has it
  int hour = 0;    // 0..23
  int minute = 0;  // 0..59
  int second = 0;  // 0..59

  friend auto operator<=>(const CivilTime&, const CivilTime&) = default;
};

enum class LocalKind : std::uint8_t {
  unique,    // the clock shows that time once
  skipped,   // the clock jumps over it
  repeated,  // the clock shows it twice
};

struct LocalLookup {
  LocalKind kind = LocalKind::unique;
  Instant instant;  // unique: the one; skipped: the end of the gap; repeated: the first of the two
};

class TimeZone {
 public:
  TimeZone();  // UTC

  // A name of the IANA database ("Asia/Shanghai"), or a fixed offset: "UTC", "Z", "GMT+8", "GMT+08:00", "+08", "+0800".
  // GMT+8 is eight hours east, as everywhere but in the names "Etc/GMT+8". Errors: "time_zone.not_known".
  static Result<TimeZone> load(std::string_view name);
  static TimeZone fixed(std::chrono::seconds east_of_utc);  // within 18 hours

  const std::string& name() const { return name_; }  // as it was given to load()

  CivilTime to_civil(Instant instant) const;  // parts of a second are cut off
  LocalLookup lookup(CivilTime civil) const;

 private:
  struct Rules;
  TimeZone(std::string name, std::shared_ptr<const Rules> rules);

  std::string name_;
  std::shared_ptr<const Rules> rules_;
};

// "+08", "+0800", "+08:00", "-3", "Z": seconds east of UTC, within 18 hours. Errors: "time_zone.not_known".
Result<std::chrono::seconds> parse_utc_offset(std::string_view text);

// Zone files are there and can be read: without them every schedule that names a zone stands still.
// Errors: "time_zone.no_data", naming the folder.
Result<void> check_time_zone_data();

// The version of the machine's zone files, "unknown" when they do not tell.
std::string time_zone_data_version();

}  // namespace slipway::base
