#include "domain/schedule/schedule_status.h"

#include "base/assert.h"

namespace slipway::schedule {

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

ScheduleStatus shown_status(std::optional<catalog::ScheduleType> type, ScheduleStatus status, bool has_unfinished_run) {
  if (type != catalog::ScheduleType::execute_once) return status;
  return has_unfinished_run ? ScheduleStatus::scheduling : ScheduleStatus::stopped;
}

}  // namespace slipway::schedule
