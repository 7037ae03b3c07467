// Starts what was claimed, once the claim is committed, and takes in what executors say of it.
#pragma once

#include <string>
#include <vector>

#include "app/engine/attempt_reports.h"
#include "app/engine/round/claim_nodes.h"
#include "app/jobs/claim_pauses.h"
#include "app/ports/run/executor_registry.h"
#include "app/ports/server/current_incarnation.h"
#include "base/clock.h"

namespace slipway::app {

// For the engine's thread.
class AttemptStarter {
 public:
  AttemptStarter(base::Clock& clock, const ExecutorRegistry& executors, AttemptReports& reports, ClaimPauses& pauses,
                 const CurrentIncarnation& incarnation)
      : clock_(clock), executors_(executors), reports_(reports), pauses_(pauses), incarnation_(incarnation) {}

  // `claimant`: the incarnation that claimed them.
  void start_all(std::vector<ClaimedAttempt> claimed, const std::string& claimant);

 private:
  void start(ClaimedAttempt claimed);

  base::Clock& clock_;
  const ExecutorRegistry& executors_;
  AttemptReports& reports_;
  ClaimPauses& pauses_;
  const CurrentIncarnation& incarnation_;
};

}  // namespace slipway::app
