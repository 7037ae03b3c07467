// A job as an environment holds it now, locked there until the end of the transaction: nobody moves the environment to
// another generation while work of it is started or planned.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/release/environment_repository.h"
#include "app/ports/run/instance_repository.h"
#include "app/ports/run/schedule_repository.h"
#include "base/json.h"
#include "base/result.h"
#include "domain/catalog/script_definition.h"
#include "domain/instance/job_instance.h"
#include "domain/instance/runnable_job.h"

namespace slipway::app {

struct ReleasedJob {
  catalog::Environment environment;
  EnvironmentObject object;

  JobKey key() const { return {environment.id, object.object}; }
};

// The job of that name in the workspace's production. Error: run.job_not_released.
Result<ReleasedJob> get_released_job(Tx& tx, const catalog::Workspace& workspace, std::string_view job_name);
// The same by environment and id.
Result<ReleasedJob> get_released_job(Tx& tx, catalog::EnvironmentId environment, catalog::ObjectId job);

// A run of it that begins now and waits to be admitted; what is left to set is its kind, its starter and its parameters.
instance::JobInstance make_run(const ReleasedJob& job, catalog::UserId by, base::Instant now);

// What a submitted version says, ready to be walked. Refuses what the engine does not do yet, also in its scripts:
// run.not_yet_supported; a script that is not there: run.script_missing; and a value of the call that would become code:
// run.parameter_not_plain.
Result<instance::RunnableJob> load_supported_job(const Context& context, Tx& tx, const ReleasedJob& job,
                                                 const expression::Parameters& given);
// The same for a set, some of it in memory at a time: `take` gets each with its position among them. What stands against one of them is its
// own.
using TakeJob = std::function<void(std::size_t position, Result<instance::RunnableJob> job)>;
Result<void> load_supported_jobs(const Context& context, Tx& tx, const catalog::Environment& environment,
                                 const std::vector<EnvironmentObject>& jobs, const expression::Parameters& given,
                                 const TakeJob& take);

// From the canonical text of a definition.
Result<instance::RunnableJob> parse_runnable_job(std::string_view canonical);

// Submitted versions of scripts, parsed.
Result<std::map<VersionKey, catalog::ScriptDefinition>> load_scripts(Tx& tx, const std::vector<VersionKey>& versions);

// run.script_missing
base::Error script_not_in_production(std::string_view node_name, std::string_view script_name);

// One audit row about a job of the workspace.
struct RunEvent {
  catalog::WorkspaceId workspace;
  catalog::UserId by;  // none: the server itself
  std::string_view action;  // "job.started"
  catalog::ObjectId job;
  std::string_view job_name;
  base::Json detail;
};
// The detail of a start: the version, and names and values that the call gave.
base::Json describe_start(catalog::VersionNumber version, const expression::Parameters& given);
AuditEntry to_audit_entry(RunEvent event, base::Instant now);
Result<void> record_run_event(Context& context, Tx& tx, RunEvent event);

}  // namespace slipway::app
