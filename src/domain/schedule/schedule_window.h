// When a schedule is valid: start and end, both included. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/instant.h"
#include "base/result.h"

namespace slipway::schedule {

struct Window {
  std::optional<base::Instant> start;  // none: since ever
  std::optional<base::Instant> end;    // none: for ever; never before start

  bool contains(base::Instant instant) const { return (!start || instant >= *start) && (!end || instant <= *end); }

  friend bool operator==(const Window&, const Window&) = default;
};

// "2018-10-22T23:59:59+08": date and time as the original's API has them, with a zone of "+08", "+0800", "+08:00" or
// "Z". Errors: "schedule.not_valid", which names `field` and the form.
Result<base::Instant> parse_window_time(std::string_view field, std::string_view text);

// An empty text is no bound. Errors: "schedule.not_valid".
Result<Window> parse_window(std::string_view start_time, std::string_view end_time);

}  // namespace slipway::schedule
