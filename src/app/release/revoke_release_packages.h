// POST /v2/{project_id}/factory/release-packages/unpack: takes packages back; their items are pending again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/ports/context.h"
#include "base/result.h"

namespace slipway::app {

inline constexpr std::int64_t revoked_packages_max = 100;  // of a call

// All packages of the call or none; only those that await approval or failed. Errors: release.package_ids_not_valid,
// release.package_not_found, release.wrong_state, release.not_own_package; each names the first culprit in the order asked.
Result<void> revoke_release_packages(Context& context, const WorkspaceCall& call, const std::vector<std::string>& packages);

}  // namespace slipway::app
