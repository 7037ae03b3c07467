// POST /v2/{project_id}/factory/release-packages/deploy: the approver's approval and the deployment in one act.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/ports/context.h"
#include "base/result.h"
#include "domain/release/ids.h"

namespace slipway::app {

struct DeployRequest {
  std::vector<std::string> packages;  // ids, 1..limits.packages_per_deploy, distinct
  bool starts_jobs = true;            // startup_mode 1
};

struct QueuedDeployment {
  release::ReleasePackageId package;
  release::TaskId task;         // to poll, see show_system_task.h
  std::int64_t item_count = 0;  // the task's subtasks
};

// All packages of the call are accepted and queued in the order asked, or none. Errors: release.package_ids_not_valid,
// release.package_not_found, release.wrong_state, release.not_an_approver; each names the first culprit in the order asked.
Result<std::vector<QueuedDeployment>> deploy_release_packages(Context& context, const WorkspaceCall& call,
                                                              const DeployRequest& request);

}  // namespace slipway::app
