// StopJobInstance: a waiting run ends at once; of a running one nothing more is started and its processes are stopped.
#pragma once

#include <string_view>

#include "app/ports/context.h"
#include "domain/instance/ids.h"

namespace slipway::app {

// Stopping what is stopped or being stopped changes nothing. Errors: instance.not_found, instance.already_ended.
Result<void> stop_job_instance(Context& context, const WorkspaceCall& call, std::string_view job_name,
                               instance::JobInstanceId id);

}  // namespace slipway::app
