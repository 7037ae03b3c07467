// A background task: reads the store, does what is due in one bounded batch, and stops. It takes no input and may safely
// repeat, so a lost wake-up or a crash between two steps costs only time.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/instant.h"
#include "base/result.h"

namespace slipway::app {

enum class TaskProgress : std::uint8_t {
  done,  // nothing more is due now
  more,  // a batch was done and there may be another
};

// One thread at a time.
class Task {
 public:
  virtual ~Task() = default;

  virtual std::string_view name() const = 0;  // snake_case, for logs
  virtual Result<TaskProgress> run_once(base::Instant now) = 0;
  // When something is due that the last run_once found to be still to come; none: only a wake-up brings work.
  virtual std::optional<base::Instant> next_due() const { return std::nullopt; }
};

}  // namespace slipway::app
