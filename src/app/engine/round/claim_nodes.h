// Claims ready nodes for the free places of one kind, with all that their attempts need. A node that was made ready just now is handed
// over instead: claimed with the write that makes it ready.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/jobs/job_cache.h"
#include "app/ports/context.h"
#include "app/ports/run/instance_repository.h"

namespace slipway::app {

// To be started once the claim is committed.
struct ClaimedAttempt {
  NodeRun run;
  catalog::ExecutorKind kind = catalog::ExecutorKind::process;
  std::string refusal;  // why it cannot even be started; empty when it can

  bool is_test() const { return run.queue_class == instance::QueueClass::test; }
};

// A node that runs now, and what its attempt is made of; the instance outlives it.
struct StartedNode {
  instance::NodeInstance node;
  const instance::JobInstance* instance = nullptr;
  catalog::ProjectId project;
  RunnableJobPtr job;
};

struct ClaimOptions {
  std::string incarnation;
  std::int64_t log_bytes_per_node = 0;
  const std::map<std::string, std::string>& run_as_by_project;
};

Result<std::vector<ClaimedAttempt>> make_attempts(Tx& tx, const ClaimOptions& options, catalog::ExecutorKind kind,
                                                  const std::vector<StartedNode>& started);

Result<std::vector<ClaimedAttempt>> claim_nodes(Tx& tx, JobCache& jobs, const ClaimOptions& options, const FreePlaces& places,
                                                base::Instant now, std::set<instance::JobInstanceId>& suspects);

}  // namespace slipway::app
