// StopJob: scheduling in production ends and waiting instances are cancelled; running ones end by themselves.
#pragma once

#include <string_view>

#include "app/ports/context.h"

namespace slipway::app {

// Stopping what is stopped changes nothing. Error: run.job_not_released.
Result<void> stop_job(Context& context, const WorkspaceCall& call, std::string_view job_name);

}  // namespace slipway::app
