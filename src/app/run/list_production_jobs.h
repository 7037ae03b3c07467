// ListProductionJobs: what production holds now, and how each of it ran last, however that ended.
#pragma once

#include <vector>

#include "app/ports/context.h"
#include "app/ports/release/environment_repository.h"

namespace slipway::app {

// By name. What it costs goes by the page, not by what has run.
Result<std::vector<HeldJob>> list_production_jobs(Context& context, const WorkspaceCall& call, const HeldJobFilter& filter);

}  // namespace slipway::app
