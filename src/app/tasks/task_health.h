// How a background task of this server fares, for who looks after it. A value.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/instant.h"

namespace slipway::app {

struct TaskHealth {
  std::string name;
  std::optional<base::Instant> ran_at{};    // when its last run ended; none: not yet
  std::optional<base::Instant> next_due{};  // something is due then, or it is tried again; none: only a wake-up brings work
  // Since the first failure after its last success: by the clock on the wall, and how long that is by one that nobody sets.
  std::optional<base::Instant> failing_since{};
  std::chrono::microseconds failing_for{};
  std::optional<base::Error> failure{};  // the last one
};

}  // namespace slipway::app
