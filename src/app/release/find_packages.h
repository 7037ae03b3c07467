// Packages by their ids, read in one query and judged in the order asked.
#pragma once

#include <optional>
#include <vector>

#include "app/ports/store.h"
#include "app/release/package_ids.h"
#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/release/release_package.h"

namespace slipway::app {

struct FoundPackages {
  std::vector<release::ReleasePackage> packages;  // in the order asked
  std::optional<base::Error> first_wrong;         // of the id that comes after them and is none; release.package_not_found
};

Result<FoundPackages> find_packages(Tx& tx, const catalog::WorkspaceId& workspace,
                                    const AskedIds<release::ReleasePackageId>& asked);

// Error: release.package_not_found.
Result<release::ReleasePackage> get_package(Tx& tx, const catalog::WorkspaceId& workspace, release::ReleasePackageId id);

}  // namespace slipway::app
