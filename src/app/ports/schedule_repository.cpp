#include "app/ports/schedule_repository.h"

#include "base/assert.h"

namespace slipway::app {

std::string_view to_text(ScheduleStatus status) {
  switch (status) {
    case ScheduleStatus::scheduling: return "scheduling";
    case ScheduleStatus::paused: return "paused";
    case ScheduleStatus::stopped: return "stopped";
  }
  BASE_ASSERT(false);
}

std::optional<ScheduleStatus> parse_schedule_status(std::string_view text) {
  for (const auto status : {ScheduleStatus::scheduling, ScheduleStatus::paused, ScheduleStatus::stopped})
    if (to_text(status) == text) return status;
  return std::nullopt;
}

}  // namespace slipway::app
