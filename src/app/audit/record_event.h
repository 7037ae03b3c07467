// One audit row of what somebody did, in the transaction of what it tells of.
#pragma once

#include <optional>
#include <string>

#include "app/ports/context.h"
#include "app/ports/people/audit_log.h"

namespace slipway::app {

struct AuditEvent {
  std::string action;
  std::string subject_kind;
  std::string subject_id;
  std::string subject_name;
  base::Json detail;
};

inline Result<void> record_event(Context& context, Tx& tx, const access::Caller& caller, AuditEvent event,
                                 std::optional<catalog::WorkspaceId> workspace = std::nullopt) {
  return tx.audit().add({.workspace = std::move(workspace),
                         .user = caller.user,
                         .action = std::move(event.action),
                         .subject_kind = std::move(event.subject_kind),
                         .subject_id = std::move(event.subject_id),
                         .subject_name = std::move(event.subject_name),
                         .detail = std::move(event.detail),
                         .at = context.clock.now()});
}

}  // namespace slipway::app
