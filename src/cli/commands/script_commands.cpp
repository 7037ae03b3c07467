// script list.
#include "cli/commands.h"
#include "cli/commands/definition_commands.h"
#include "cli/commands/words.h"
#include "cli/session/pages.h"
#include "generated/api/script_dto.h"

namespace slipway::cli {

namespace {

struct ListScriptsOptions {
  std::optional<std::string> name;
  RowLimit limit;
};

Result<int> list_scripts(Session& session, const ListScriptsOptions& options) {
  TRY_LET(request, session.request_here<api::ListScriptsRequest>());
  request.script_name = options.name;
  using Page = std::pair<std::vector<api::ScriptInfo>, std::int64_t>;
  const auto fetch = [&, page = request](std::int64_t limit, std::int64_t offset) mutable -> Result<Page> {
    page.limit = limit;
    page.offset = offset;
    TRY_LET(answer, session.call<api::ListScriptsResponse>(page));
    return Page(std::move(answer.scripts), answer.total);
  };
  TRY_LET(rows, all_numbered_pages<api::ScriptInfo>(options.limit.count_max(), fetch));
  Table table({"NAME", "TYPE", "VERSION", "DIRECTORY", "OWNER"});
  for (const auto& row : rows.shown)
    table.add({row.name, row.type, version_text(row.version), row.directory.value_or(""), row.owner.value_or("")});
  return session.show(rows, table, "no scripts");
}

}  // namespace

void add_script_commands(Command root) {
  auto script = root.add("script", "Scripts in development");

  add_script_definition_commands(script);

  auto list = script.add("list", "Shows the scripts of the workspace");
  auto& list_options = list.runs(list_scripts);
  list.option("--name", "TEXT", list_options.name, "Part of the name");
  list.row_limit(list_options.limit);
}

}  // namespace slipway::cli
