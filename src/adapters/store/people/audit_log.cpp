#include "adapters/store/people/audit_log.h"

#include <limits>

#include "generated/sql/statements.h"

namespace slipway::store {

Result<void> SqlAuditLog::add(const std::vector<app::AuditEntry>& entries) {
  std::vector<std::vector<Value>> rows;
  rows.reserve(entries.size());
  for (const auto& entry : entries)
    rows.push_back({entry.workspace ? Value(*entry.workspace) : Value(), entry.user ? Value(*entry.user) : Value(), entry.action,
                    entry.subject_kind, entry.subject_id, entry.subject_name,
                    entry.detail.is_null() ? "{}" : base::format_json(entry.detail), entry.at});
  return connection_.execute_set(sql::insert_audit, rows);
}

Result<std::vector<app::AuditRow>> SqlAuditLog::list(const std::optional<catalog::WorkspaceId>& workspace, std::int64_t before,
                                                     int limit, const app::AuditFilter& filter) {
  // An end without an OR, so that the index finds where a page begins.
  const auto below = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
  std::vector<Binding> bindings{{"before", below},         {"limit", limit},      {"user_name", filter.user_name},
                                {"action", filter.action}, {"from", filter.from}, {"to", filter.to}};
  if (workspace) bindings.push_back({"workspace_id", *workspace});
  TRY_LET(rows, connection_.query(workspace ? sql::list_audit : sql::list_installation_audit, bindings));
  std::vector<app::AuditRow> list;
  for (const auto row : rows) {
    app::AuditRow audit;
    audit.id = row.integer("id");
    if (const auto in = row.hex_id<catalog::WorkspaceId>("workspace_id")) audit.entry.workspace = in;
    if (const auto user = row.hex_id<catalog::UserId>("user_id")) audit.entry.user = user;
    audit.user_name = row.optional_text("user_name").value_or(std::string());
    audit.entry.action = row.text("action");
    audit.entry.subject_kind = row.text("subject_kind");
    audit.entry.subject_id = row.text("subject_id");
    audit.entry.subject_name = row.text("subject_name");
    // One that cannot be read hides no other row.
    auto detail = base::parse_json(row.text("detail"));
    audit.entry.detail = detail ? *std::move(detail) : base::Json(base::Json::Object{{"unreadable", true}});
    audit.entry.at = row.instant("at");
    list.push_back(std::move(audit));
  }
  return list;
}

}  // namespace slipway::store
