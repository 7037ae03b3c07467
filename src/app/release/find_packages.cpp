#include "app/release/find_packages.h"

#include <utility>

#include "app/ports/release/package_repository.h"

namespace slipway::app {

Result<FoundPackages> find_packages(Tx& tx, const catalog::WorkspaceId& workspace,
                                    const AskedIds<release::ReleasePackageId>& asked) {
  TRY_LET(packages, tx.packages().find_all(workspace, asked.ids));
  for (std::size_t i = 0; i < asked.ids.size(); ++i) {
    if (i < packages.size() && packages[i].id == asked.ids[i]) continue;
    packages.erase(packages.begin() + static_cast<std::ptrdiff_t>(i), packages.end());
    return FoundPackages{std::move(packages), package_not_found(asked.ids[i].text())};
  }
  return FoundPackages{std::move(packages), asked.first_wrong};
}

Result<release::ReleasePackage> get_package(Tx& tx, const catalog::WorkspaceId& workspace, release::ReleasePackageId id) {
  TRY_LET(packages, tx.packages().find_all(workspace, {id}));
  if (packages.empty()) return package_not_found(id.text());
  return std::move(packages.front());
}

}  // namespace slipway::app
