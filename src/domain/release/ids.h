#pragma once

#include "base/id.h"

namespace slipway::release {

using PendingItemId = base::NumberId<struct PendingItemTag>;
using ReleasePackageId = base::NumberId<struct ReleasePackageTag>;
using DeploymentId = base::NumberId<struct DeploymentTag>;
using TaskId = base::HexId<struct SystemTaskTag>;  // what a client polls

}  // namespace slipway::release
