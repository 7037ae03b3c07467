#include "app/release/show_release_package.h"

#include "app/release/package_ids.h"

namespace slipway::app {

Result<PackageDetail> show_release_package(Context& context, const WorkspaceCall& call, const std::string& id) {
  const auto package = release::ReleasePackageId::parse(id);
  if (!package) return package_not_found(id);
  return context.store.read([&](Tx& tx) -> Result<PackageDetail> {
    TRY_LET(row, tx.packages().find_row(call.workspace.id, *package));
    if (!row) return package_not_found(id);
    TRY_LET(items, tx.packages().list_items(row->package));
    return PackageDetail{std::move(*row), std::move(items)};
  });
}

}  // namespace slipway::app
