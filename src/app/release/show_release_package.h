// GET /v2/{project_id}/factory/release-packages/{package_id}
#pragma once

#include <string>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/release/package_repository.h"

namespace slipway::app {

struct PackageDetail {
  PackageRow package;
  std::vector<PackageItemRow> items;  // by kind and name
};

// A revoked package still shows. Error: release.package_not_found.
Result<PackageDetail> show_release_package(Context& context, const WorkspaceCall& call, const std::string& id);

}  // namespace slipway::app
