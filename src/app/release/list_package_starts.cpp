#include "app/release/list_package_starts.h"

#include "app/release/package_ids.h"

namespace slipway::app {

Result<std::vector<PackageStart>> list_package_starts(Context& context, const WorkspaceCall& call, const PackageStartPage& page) {
  const auto id = release::ReleasePackageId::parse(page.package);
  if (!id) return package_not_found(page.package);
  return context.store.read([&](Tx& tx) -> Result<std::vector<PackageStart>> {
    TRY_LET(found, tx.packages().find_all(call.workspace.id, {*id}));
    if (found.empty()) return package_not_found(page.package);
    return tx.packages().list_starts(*id, page.state, page.after, page.limit);
  });
}

}  // namespace slipway::app
