// Records how attempts ended, for any number of them in one transaction: node and instance states, the countdown of
// successors, what is skipped, and the end of instances.
#pragma once

#include <vector>

#include "app/ports/instance_repository.h"
#include "app/ports/store.h"
#include "app/run/job_cache.h"
#include "base/instant.h"
#include "base/result.h"

namespace slipway::app {

struct Completion {
  std::int64_t refused = 0;          // ends with an old fence, or of a node that does not run any more
  std::int64_t ended_instances = 0;
};

Result<Completion> complete_attempts(Tx& tx, JobCache& jobs, const std::vector<instance::AttemptEnd>& ends, base::Instant now);

}  // namespace slipway::app
