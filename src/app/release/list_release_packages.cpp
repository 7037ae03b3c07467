#include "app/release/list_release_packages.h"

namespace slipway::app {

Result<PackagePage> list_release_packages(Context& context, const WorkspaceCall& call, const PackageFilter& filter) {
  return context.store.read([&](Tx& tx) { return tx.packages().list(call.workspace.id, filter); });
}

}  // namespace slipway::app
