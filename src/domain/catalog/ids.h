// The ids that every part of the product speaks of.
#pragma once

#include "base/id.h"

namespace slipway::catalog {

using ProjectId = base::HexId<struct ProjectTag>;
using WorkspaceId = base::HexId<struct WorkspaceTag>;
using UserId = base::HexId<struct UserTag>;
using EnvironmentId = base::NumberId<struct EnvironmentTag>;
using ObjectId = base::NumberId<struct ObjectTag>;  // jobs and scripts share one sequence

using VersionNumber = std::int64_t;     // of a submitted version: 1 and up; 0 is "none yet"
using GenerationNumber = std::int64_t;  // of an environment: 1 and up; 0 is the empty beginning

}  // namespace slipway::catalog
