// RunOnce: one run of a released job, now, whatever its schedule says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/access/write_once.h"
#include "app/ports/context.h"
#include "domain/catalog/job_definition.h"
#include "domain/instance/ids.h"

namespace slipway::app {

struct RunOnce {
  std::string job_name;
  std::vector<catalog::JobParameter> parameters;
  std::optional<std::int64_t> start_date{};  // 20261201, in the job's zone; a later day is refused
};

// Errors: run.job_not_released, run.not_yet_supported, and those of write_once.
Result<instance::JobInstanceId> run_once(Context& context, const WorkspaceCall& call, const RunOnce& request,
                                         const std::optional<CallOnce>& once = {});

}  // namespace slipway::app
