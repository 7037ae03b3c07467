// The audit log of a workspace, and of what belongs to none.
#pragma once

#include <vector>

#include "app/ports/context.h"
#include "app/ports/people/audit_log.h"

namespace slipway::app {

struct AuditPage {
  AuditFilter filter{};
  std::int64_t before = 0;  // rows with an id below; 0: from the newest
  int limit = 0;
};

// Newest first. Error: request.not_valid when the filter's times are the wrong way round.
Result<std::vector<AuditRow>> list_audit(Context& context, const WorkspaceCall& call, const AuditPage& page);
Result<std::vector<AuditRow>> list_installation_audit(Context& context, const AuditPage& page);

}  // namespace slipway::app
