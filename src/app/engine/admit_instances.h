// Admits waiting instances: as many of a job as may run at once, the earliest plan times first.
#pragma once

#include "app/engine/instance_lot.h"
#include "app/ports/context.h"

namespace slipway::app {

// Into the lot, which writes them. True: there may be more to admit.
Result<bool> admit_instances(const Context& context, Tx& tx, JobCache& jobs, InstanceLot& lot);

}  // namespace slipway::app
