// GET /v2/{project_id}/factory/pending-items
#pragma once

#include "app/ports/context.h"
#include "app/ports/release/pending_item_repository.h"

namespace slipway::app {

Result<PendingItemPage> list_pending_items(Context& context, const WorkspaceCall& call, const PendingItemFilter& filter);

}  // namespace slipway::app
