// A test run: the draft of a job runs once in development, with the drafts of its scripts as they are now.
#pragma once

#include <string>
#include <vector>

#include "app/ports/context.h"
#include "domain/catalog/job_definition.h"
#include "domain/instance/ids.h"

namespace slipway::app {

struct TestRun {
  std::string job_name;
  std::vector<catalog::JobParameter> parameters;
};

// Errors: job.not_found, run.script_missing, run.not_yet_supported, and those of submitting a job that cannot run
// (job.no_nodes, job.cycle ...).
Result<instance::JobInstanceId> test_run(Context& context, const WorkspaceCall& call, const TestRun& request);

}  // namespace slipway::app
