// A run as the native face tells of it, and the parameters that it is given there.
#pragma once

#include <optional>
#include <vector>

#include "app/run/show_job_instance.h"
#include "base/result.h"
#include "domain/catalog/job_definition.h"
#include "generated/api/run_dto.h"

namespace slipway::http {

// Error: job.parameter_not_valid.
Result<std::vector<catalog::JobParameter>> to_job_parameters(const std::optional<std::vector<api::RunParameter>>& list);

api::InstanceDetail to_instance_detail(const app::InstanceView& view);

}  // namespace slipway::http
