#include "app/release/list_pending_items.h"

namespace slipway::app {

Result<PendingItemPage> list_pending_items(Context& context, const WorkspaceCall& call, const PendingItemFilter& filter) {
  return context.store.read([&](Tx& tx) { return tx.pending_items().list(call.workspace, filter); });
}

}  // namespace slipway::app
