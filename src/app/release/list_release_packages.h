// POST /v2/{project_id}/factory/release-packages
#pragma once

#include "app/ports/context.h"
#include "app/ports/release/package_repository.h"

namespace slipway::app {

// Revoked packages are left out.
Result<PackagePage> list_release_packages(Context& context, const WorkspaceCall& call, const PackageFilter& filter);

}  // namespace slipway::app
