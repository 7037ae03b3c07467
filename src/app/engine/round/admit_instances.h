// Admits waiting instances: as many of a job as may run at once, the earliest plan times first.
#pragma once

#include "app/engine/round/instance_batch.h"
#include "app/ports/context.h"

namespace slipway::app {

// Into the batch, which writes them. True: there may be more to admit.
struct AdmitLimits {
  std::int64_t jobs = 256;
  std::optional<std::int64_t> of_each{};  // else as many as a job has room for
};

Result<bool> admit_instances(const Context& context, Tx& tx, JobCache& jobs, InstanceBatch& batch, const AdmitLimits& limits,
                             std::set<instance::JobInstanceId>& suspects);

}  // namespace slipway::app
