// Packages of one call: all of them, or the error that names the first that is not there.
#pragma once

#include <vector>

#include "app/ports/store.h"
#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/release/release_package.h"

namespace slipway::app {

// In the order asked. Error: release.package_not_found.
Result<std::vector<release::ReleasePackage>> find_packages(Tx& tx, const catalog::WorkspaceId& workspace,
                                                           const std::vector<release::ReleasePackageId>& ids);

}  // namespace slipway::app
