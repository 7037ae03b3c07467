// script push, list.
#include "cli/commands.h"
#include "cli/definition_file.h"
#include "cli/pages.h"
#include "cli/words.h"
#include "generated/api/script_dto.h"

namespace slipway::cli {

namespace {

constexpr std::string_view no_such_script = "DLF.6201";

struct PushScriptOptions {
  std::string path;
  std::optional<std::string> content_path;
  bool is_save_only = false;
};

struct ListScriptsOptions {
  std::optional<std::string> name;
  RowLimit limit;
};

// True when the script was created, false when the one of that name was replaced.
Result<bool> create_or_update_script(Session& session, const api::ScriptInfo& script) {
  TRY_LET(update, session.request_here<api::UpdateScriptRequest>());
  update.script_name = script.name;
  update.body = script;
  const auto updated = session.send(update);
  if (updated) return false;
  if (updated.error().code != no_such_script) return updated.error();
  TRY_LET(create, session.request_here<api::CreateScriptRequest>());
  create.body = script;
  TRY(session.send(create));
  return true;
}

Result<int> push_script(Session& session, const PushScriptOptions& options) {
  TRY_LET(json, read_definition_file(options.path));
  if (options.content_path) {
    TRY_LET(content, read_text_file(*options.content_path));
    json.set("content", content);
  }
  TRY_LET(script, decode_definition<api::ScriptInfo>(json, options.path));
  if (options.is_save_only) script.target_status = "SAVED";
  TRY_LET(is_new, create_or_update_script(session, script));

  TRY_LET(show, session.request_here<api::ShowScriptRequest>());
  show.script_name = script.name;
  TRY_LET(stored, session.call<api::ShowScriptResponse>(show));
  const auto version = version_text(stored.version);
  return session.show(stored, (is_new ? "created script " : "updated script ") + stored.name +
                                  (options.is_save_only ? ", saved only" : ", version " + version));
}

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

  auto push = script.add("push", "Creates the script of a file, or replaces the one of its name, and submits it");
  auto& push_options = push.runs(push_script);
  push.positional("FILE", push_options.path, "JSON as the public API takes it (CreateScript)");
  push.option("--content", "FILE", push_options.content_path, "Takes the text of the script from a file of its own");
  push.flag("--save-only", push_options.is_save_only, "Saves the draft without submitting a version");
  push.examples("Example:\n  slipway script push clean_orders.json --content clean_orders.py");

  auto list = script.add("list", "Shows the scripts of the workspace");
  auto& list_options = list.runs(list_scripts);
  list.option("--name", "TEXT", list_options.name, "Part of the name");
  list.row_limit(list_options.limit);
}

}  // namespace slipway::cli
