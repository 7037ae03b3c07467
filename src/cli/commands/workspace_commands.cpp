// workspace create, list.
#include "cli/commands.h"
#include "cli/session/pages.h"
#include "generated/api/workspace_dto.h"

namespace slipway::cli {

namespace {

struct CreateWorkspaceOptions {
  std::string name;
  std::string mode = "enterprise";
  std::optional<std::string> project_id;
};

struct ListWorkspacesOptions {
  RowLimit limit;
};

Result<int> create_workspace(Session& session, const CreateWorkspaceOptions& options) {
  api::CreateWorkspaceRequest request{.body = {.project_id = {}, .name = options.name, .mode = options.mode}};
  if (options.project_id) {
    request.body.project_id = *options.project_id;
  } else {
    TRY_LET(mine, session.credentials());
    request.body.project_id = mine.project_id;
  }
  TRY_LET(workspace, session.call<api::Workspace>(request));
  return session.show(workspace, "created workspace " + workspace.name + " (" + workspace.id + "), mode " + workspace.mode);
}

Result<int> list_workspaces(Session& session, const ListWorkspacesOptions& options) {
  TRY_LET(rows, all_pages<api::Workspace>(options.limit.count_max(), [&](const auto& after, std::int32_t limit) {
            return session.call<api::ListWorkspacesResponse>(
                api::ListWorkspacesRequest{.project_id = std::nullopt, .after = after, .limit = limit});
          }));
  Table table({"NAME", "MODE", "ID", "PROJECT", "CREATED"});
  for (const auto& row : rows.shown) table.add({row.name, row.mode, row.id, row.project_id, row.created_at});
  return session.show(rows, table, "no workspaces");
}

}  // namespace

void add_workspace_commands(Command root) {
  auto workspace = root.add("workspace", "Workspaces: what owns jobs, people and packages");

  auto create = workspace.add("create", "Creates a workspace with its environments");
  auto& create_options = create.runs(create_workspace);
  create.positional("NAME", create_options.name, "Letters, digits, '_' and '-', a letter or digit first, at most 32");
  create.choice("--mode", {"enterprise", "simple"}, create_options.mode,
                "Whether what is submitted needs a release or is live at once");
  create.option("--project", "ID", create_options.project_id, "Another project than that of the credentials");

  auto list = workspace.add("list", "Shows the workspaces in which you have a role");
  list.row_limit(list.runs(list_workspaces).limit);
}

}  // namespace slipway::cli
