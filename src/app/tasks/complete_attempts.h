// Records how attempts ended, for any number of them in one transaction: node and instance states, the countdown of
// successors, what is skipped, and the end of instances.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/ports/instance_repository.h"
#include "app/ports/store.h"
#include "app/run/job_cache.h"
#include "base/instant.h"
#include "base/result.h"

namespace slipway::app {

struct AttemptResult {
  NodeKey node;
  std::int64_t attempt = 0;
  std::int64_t fence = 0;
  std::optional<instance::Outcome> outcome;  // none: nothing was started, the attempt is taken back
  std::optional<int> exit_code{};
  std::string message;
  std::string log_host;
  std::string log_path;
};

struct Completion {
  std::int64_t refused = 0;          // results with an old fence, or of a node that does not run any more
  std::int64_t ended_instances = 0;
};

Result<Completion> complete_attempts(Tx& tx, JobCache& jobs, const std::vector<AttemptResult>& results, base::Instant now);

}  // namespace slipway::app
