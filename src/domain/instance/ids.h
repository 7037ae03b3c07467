#pragma once

#include "base/id.h"

namespace slipway::instance {

using JobInstanceId = base::NumberId<struct JobInstanceTag>;
// The deployment that started an instance; the number of a release::DeploymentId, of which this layer knows nothing.
using StarterId = base::NumberId<struct StarterTag>;

}  // namespace slipway::instance
