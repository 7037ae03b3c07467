// StopJobInstance: a waiting run ends at once; of a running one nothing more is started and its processes are stopped.
#pragma once

#include <string_view>

#include "app/ports/context.h"
#include "domain/instance/ids.h"

namespace slipway::app {

// Stopping what is stopped or being stopped changes nothing. A test run is stopped by who may make one, whether or not its job
// was ever released; a run of production goes on to be stoppable when its job has left it. Errors: access.forbidden,
// run.job_not_released (there is no such instance and no such job), instance.not_found, instance.already_ended.
Result<void> stop_job_instance(Context& context, const WorkspaceCall& call, std::string_view job_name,
                               instance::JobInstanceId id);

}  // namespace slipway::app
