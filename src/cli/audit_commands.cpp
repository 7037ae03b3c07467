// audit list.
#include "base/json.h"
#include "cli/commands.h"
#include "cli/pages.h"
#include "generated/api/workspace_dto.h"

namespace slipway::cli {

namespace {

struct ListAuditOptions {
  std::int64_t limit = row_count_default;
};

Result<int> list_audit(Session& session, const ListAuditOptions& options) {
  TRY_LET(request, session.request_here<api::ListAuditRequest>());
  TRY_LET(rows, all_pages<api::AuditRow>(options.limit, [&, page = request](const auto& after, std::int32_t limit) mutable {
            page.after = after;
            page.limit = limit;
            return session.call<api::ListAuditResponse>(page);
          }));
  Table table({"AT", "WHO", "ACTION", "SUBJECT", "NAME"});
  for (const auto& row : rows)
    table.add({row.at, row.user_name.value_or("(server)"), row.action,
               row.subject_kind + (row.subject_id ? " " + *row.subject_id : ""), row.subject_name.value_or("")});
  return session.show(rows, table, "nothing was recorded yet");
}

}  // namespace

void add_audit_commands(Command root) {
  auto audit = root.add("audit", "The record of who did what");
  auto list = audit.add("list", "Shows the audit log of the workspace, newest first");
  list.number("--limit", list.runs(list_audit).limit, 1, row_count_max, "Rows at most (100)");
}

}  // namespace slipway::cli
