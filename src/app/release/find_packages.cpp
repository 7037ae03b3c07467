#include "app/release/find_packages.h"

#include "app/ports/package_repository.h"
#include "app/release/package_ids.h"

namespace slipway::app {

Result<std::vector<release::ReleasePackage>> find_packages(Tx& tx, const catalog::WorkspaceId& workspace,
                                                           const std::vector<release::ReleasePackageId>& ids) {
  TRY_LET(packages, tx.packages().find_all(workspace, ids));
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (i >= packages.size() || packages[i].id != ids[i]) return package_not_found(ids[i].text());
  return std::move(packages);
}

}  // namespace slipway::app
