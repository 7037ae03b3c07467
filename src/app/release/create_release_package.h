// POST /v2/{project_id}/factory/pending-items/package: bundles pending items into a package that awaits approval.
#pragma once

#include <string>
#include <vector>

#include "app/ports/context.h"
#include "base/result.h"
#include "domain/release/ids.h"

namespace slipway::app {

struct PackageRequest {
  std::string name;                    // 1..128 characters
  std::string applicant;               // user id: the caller, or somebody else who may package when an admin calls
  std::vector<std::string> items;      // pending item ids, 1..limits.items_per_package, distinct
  std::vector<std::string> approvers;  // user ids, see domain/release/approver_policy.h
};

// Errors: release.package_name_not_valid, release.pending_items_not_valid, release.item_not_found, release.item_packaged,
// release.object_in_open_package, release.applicant_not_caller, those of check_approvers and of the package check. Nothing
// changes when one comes back.
Result<release::ReleasePackageId> create_release_package(Context& context, const WorkspaceCall& call,
                                                         const PackageRequest& request);

}  // namespace slipway::app
