// audit list.
#include "base/instant.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/commands/words.h"
#include "cli/session/pages.h"
#include "generated/api/workspace_dto.h"

namespace slipway::cli {

namespace {

struct ListAuditOptions {
  std::optional<std::string> user;
  std::optional<std::string> action;
  std::optional<std::string> from;
  std::optional<std::string> to;
  RowLimit limit;
  bool no_workspace = false;
};

Result<std::optional<std::string>> written_time(const std::optional<std::string>& text) {
  if (!text) return std::optional<std::string>();
  TRY_LET(milliseconds, parse_time(*text));
  return std::optional(base::format_instant(base::from_milliseconds(milliseconds)));
}

template <class Response, class Request>
Result<Rows<api::AuditRow>> all_rows(Session& session, const ListAuditOptions& options, Request page) {
  TRY_LET(from, written_time(options.from));
  TRY_LET(to, written_time(options.to));
  page.user = options.user;
  page.action = options.action;
  page.from = from;
  page.to = to;
  return all_pages<api::AuditRow>(options.limit.count_max(), [&](const auto& after, std::int32_t limit) {
    page.after = after;
    page.limit = limit;
    return session.call<Response>(page);
  });
}

Result<Rows<api::AuditRow>> rows_of(Session& session, const ListAuditOptions& options) {
  if (!options.no_workspace) {
    TRY_LET(request, session.request_here<api::ListAuditRequest>());
    return all_rows<api::ListAuditResponse>(session, options, request);
  }
  if (session.names_workspace()) return wrong_use("--workspace and --no-workspace contradict each other; give one of them");
  return all_rows<api::ListInstallationAuditResponse>(session, options, api::ListInstallationAuditRequest{});
}

Result<int> list_audit(Session& session, const ListAuditOptions& options) {
  TRY_LET(rows, rows_of(session, options));
  Table table({"AT", "WHO", "ACTION", "SUBJECT", "NAME"});
  for (const auto& row : rows.shown)
    table.add({row.at, row.user_name.value_or("(server)"), row.action,
               row.subject_kind + (row.subject_id ? " " + *row.subject_id : ""), row.subject_name.value_or("")});
  const bool is_filtered = options.user || options.action || options.from || options.to;
  return session.show(rows, table, is_filtered ? "nothing like that was recorded" : "nothing was recorded yet");
}

}  // namespace

void add_audit_commands(Command root) {
  auto audit = root.add("audit", "The record of who did what");
  auto list = audit.add("list", "Shows the audit log of the workspace, newest first");
  auto& options = list.runs(list_audit);
  list.option("--user", "NAME", options.user, "Only what this user did");
  list.option("--action", "ACTION", options.action, "Only this action, as package.created, or all of a word, as package");
  list.option("--from", "TIME", options.from, "Done then or later: 2026-11-24 or 2026-11-24T15:44:57Z");
  list.option("--to", "TIME", options.to, "Done then or sooner");
  list.row_limit(options.limit);
  list.flag("--no-workspace", options.no_workspace,
            "What was done outside workspaces, to users, keys and projects; for the system administrator");
}

}  // namespace slipway::cli
