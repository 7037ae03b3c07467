// The audit log of a workspace, and of what belongs to none.
#pragma once

#include <vector>

#include "app/ports/audit_log.h"
#include "app/ports/context.h"

namespace slipway::app {

// Newest first; rows with an id below `before` (all when 0).
Result<std::vector<AuditRow>> list_audit(Context& context, const WorkspaceCall& call, std::int64_t before, int limit);
Result<std::vector<AuditRow>> list_installation_audit(Context& context, std::int64_t before, int limit);

}  // namespace slipway::app
