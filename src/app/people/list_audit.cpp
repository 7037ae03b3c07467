#include "app/people/list_audit.h"

namespace slipway::app {

Result<std::vector<AuditRow>> list_audit(Context& context, const WorkspaceCall& call, std::int64_t before, int limit) {
  return context.store.read([&](Tx& tx) { return tx.audit().list(call.workspace.id, before, limit); });
}

Result<std::vector<AuditRow>> list_installation_audit(Context& context, std::int64_t before, int limit) {
  return context.store.read([&](Tx& tx) { return tx.audit().list(std::nullopt, before, limit); });
}

}  // namespace slipway::app
