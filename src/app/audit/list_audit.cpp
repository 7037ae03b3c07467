#include "app/audit/list_audit.h"

namespace slipway::app {

namespace {

Result<std::vector<AuditRow>> list_rows(Context& context, const std::optional<catalog::WorkspaceId>& workspace,
                                        const AuditPage& page) {
  const auto& filter = page.filter;
  if (filter.from && filter.to && *filter.from > *filter.to)
    return base::invalid_argument("request.not_valid", "from is later than to, so that no time lies between them");
  return context.store.read([&](Tx& tx) { return tx.audit().list(workspace, page.before, page.limit, filter); });
}

}  // namespace

Result<std::vector<AuditRow>> list_audit(Context& context, const WorkspaceCall& call, const AuditPage& page) {
  return list_rows(context, call.workspace.id, page);
}

Result<std::vector<AuditRow>> list_installation_audit(Context& context, const AuditPage& page) {
  return list_rows(context, std::nullopt, page);
}

}  // namespace slipway::app
