// app/ports/people/audit_log.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/people/audit_log.h"

namespace slipway::store {

class SqlAuditLog final : public app::AuditLog {
 public:
  explicit SqlAuditLog(Connection& connection) : connection_(connection) {}
  using AuditLog::add;
  Result<void> add(const std::vector<app::AuditEntry>& entries) override;
  Result<std::vector<app::AuditRow>> list(const std::optional<catalog::WorkspaceId>& workspace, std::int64_t before, int limit,
                                          const app::AuditFilter& filter) override;

 private:
  Connection& connection_;
};

}  // namespace slipway::store
