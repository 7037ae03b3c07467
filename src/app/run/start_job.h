// StartJob: the job starts scheduling in production, or runs once when that is its schedule.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/access/write_once.h"
#include "app/ports/context.h"
#include "domain/catalog/job_definition.h"

namespace slipway::app {

struct StartJob {
  std::string job_name;
  std::vector<catalog::JobParameter> parameters;  // stay until the job is stopped
  std::optional<std::int64_t> start_date{};       // 20261201, in the job's zone; a later day is refused
};

// Errors: those of start_job_in (start_released_job.h) and of write_once.
Result<void> start_job(Context& context, const WorkspaceCall& call, const StartJob& request,
                       const std::optional<CallOnce>& once = {});

}  // namespace slipway::app
