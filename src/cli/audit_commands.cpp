// audit list.
#include "base/json.h"
#include "cli/commands.h"
#include "cli/pages.h"
#include "generated/api/workspace_dto.h"

namespace slipway::cli {

namespace {

struct ListAuditOptions {
  RowLimit limit;
  bool no_workspace = false;
};

template <class Response, class Request>
Result<Rows<api::AuditRow>> all_rows(Session& session, std::int64_t count_max, Request page) {
  return all_pages<api::AuditRow>(count_max, [&](const auto& after, std::int32_t limit) {
    page.after = after;
    page.limit = limit;
    return session.call<Response>(page);
  });
}

Result<Rows<api::AuditRow>> rows_of(Session& session, const ListAuditOptions& options) {
  if (!options.no_workspace) {
    TRY_LET(request, session.request_here<api::ListAuditRequest>());
    return all_rows<api::ListAuditResponse>(session, options.limit.count_max(), request);
  }
  if (session.names_workspace()) return wrong_use("--workspace and --no-workspace contradict each other; give one of them");
  return all_rows<api::ListInstallationAuditResponse>(session, options.limit.count_max(), api::ListInstallationAuditRequest{});
}

Result<int> list_audit(Session& session, const ListAuditOptions& options) {
  TRY_LET(rows, rows_of(session, options));
  Table table({"AT", "WHO", "ACTION", "SUBJECT", "NAME"});
  for (const auto& row : rows.shown)
    table.add({row.at, row.user_name.value_or("(server)"), row.action,
               row.subject_kind + (row.subject_id ? " " + *row.subject_id : ""), row.subject_name.value_or("")});
  return session.show(rows, table, "nothing was recorded yet");
}

}  // namespace

void add_audit_commands(Command root) {
  auto audit = root.add("audit", "The record of who did what");
  auto list = audit.add("list", "Shows the audit log of the workspace, newest first");
  auto& options = list.runs(list_audit);
  list.row_limit(options.limit);
  list.flag("--no-workspace", options.no_workspace,
            "What was done outside workspaces, to users, keys and projects; for the system administrator");
}

}  // namespace slipway::cli
