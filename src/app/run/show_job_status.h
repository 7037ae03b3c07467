// ShowJobStatus: how a job does in production.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/ports/context.h"
#include "app/ports/run/schedule_repository.h"

namespace slipway::app {

struct JobStatus {
  std::string name;
  ScheduleStatus status = ScheduleStatus::stopped;
  std::optional<base::Instant> started_at;  // of scheduling; when it does not, of the newest run
  std::optional<base::Instant> ended_at;    // of that run
  base::Instant updated_at{};               // when production's version was submitted
  std::string created_by;                   // name of who made the job
  std::string updated_by;                   // name of who submitted that version
};

// Error: run.job_not_released.
Result<JobStatus> show_job_status(Context& context, const WorkspaceCall& call, std::string_view job_name);

}  // namespace slipway::app
