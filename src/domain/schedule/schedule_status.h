// Whether a job is scheduling in an environment, and what calls tell of it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/catalog/job_definition.h"

namespace slipway::schedule {

enum class ScheduleStatus : std::uint8_t { scheduling, paused, stopped };

std::string_view to_text(ScheduleStatus status);
std::optional<ScheduleStatus> parse_schedule_status(std::string_view text);

// What is told of a job whose version in the environment has a schedule of this type. A run-once job counts as scheduling
// while a run of it goes on, whatever it was before; of any other job runs say nothing.
ScheduleStatus shown_status(std::optional<catalog::ScheduleType> type, ScheduleStatus status, bool has_unfinished_run);

}  // namespace slipway::schedule
