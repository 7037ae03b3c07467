// ShowJobStatus: how a job does in production.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "app/ports/context.h"

namespace slipway::app {

// A run-once job is normal while a run of it goes on, and stopped afterwards.
enum class JobRunStatus : std::uint8_t { normal, paused, stopped };

struct JobStatus {
  std::string name;
  JobRunStatus status = JobRunStatus::stopped;
  std::optional<base::Instant> started_at;  // of scheduling, or of the newest run of a run-once job
  std::optional<base::Instant> ended_at;    // of that run
  std::optional<base::Instant> updated_at;  // of the draft; none when development no longer has the job
  std::string created_by;                   // names; empty likewise
  std::string updated_by;
};

// Error: run.job_not_released.
Result<JobStatus> show_job_status(Context& context, const WorkspaceCall& call, std::string_view job_name);

}  // namespace slipway::app
