// Starting jobs of an environment inside somebody else's transaction: by a call, or by a deployment that carries them.
// After the commit the caller wakes schedules() and instances().
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/release/environment_repository.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/job_definition.h"
#include "domain/release/ids.h"

namespace slipway::app {

using catalog::JobParameter;

struct StartRequest {
  catalog::EnvironmentId environment;
  catalog::ObjectId job;
  catalog::UserId by;
  std::vector<JobParameter> parameters;
  std::optional<std::int64_t> start_date{};  // see StartJob
};

// By a call. A CRON job is scheduling from now on; when it already is, nothing changes. An EXECUTE_ONCE job runs once, when no run of it
// is going on; once for each deployment that asks.
// Errors: run.job_not_released, run.not_yet_supported, run.still_going, schedule.not_valid, time_zone.not_known.
Result<void> start_job_in(Context& context, Tx& tx, const StartRequest& request);

// What a deployment starts: jobs of an environment that is locked, as it holds them now.
struct DeployedStart {
  catalog::Environment environment;
  catalog::UserId by;
  release::DeploymentId deployment;
};
// The same for a set of different jobs: as many statements for many as for one. In their order, which is that of the audit rows and of
// the runs; what stands against one of them is its own.
Result<std::vector<Result<void>>> start_deployed_jobs(Context& context, Tx& tx, const DeployedStart& start,
                                                      const std::vector<EnvironmentObject>& jobs);

// What follows a switch, each in batches of at most `batch` rows a call; true: there may be more.
// Jobs that the environment no longer holds: scheduling ends, waiting instances are cancelled.
Result<bool> forget_removed_jobs(Context& context, Tx& tx, catalog::EnvironmentId environment, int batch);
// Scheduling jobs whose next plan time was computed from another version are due at once, so that the planner computes
// it anew from the switch time on.
Result<bool> replan_changed_jobs(Context& context, Tx& tx, catalog::EnvironmentId environment, int batch);

}  // namespace slipway::app
