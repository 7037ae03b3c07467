// project create, list.
#include "cli/commands.h"
#include "cli/session/pages.h"
#include "generated/api/workspace_dto.h"

namespace slipway::cli {

namespace {

struct CreateProjectOptions {
  std::string name;
};

struct ListProjectsOptions {
  RowLimit limit;
};

Result<int> create_project(Session& session, const CreateProjectOptions& options) {
  TRY_LET(project, session.call<api::Project>(api::CreateProjectRequest{.body = {.name = options.name}}));
  return session.show(project, "created project " + project.name + " (" + project.id + ")");
}

Result<int> list_projects(Session& session, const ListProjectsOptions& options) {
  TRY_LET(rows, all_pages<api::Project>(options.limit.count_max(), [&](const auto& after, std::int32_t limit) {
            return session.call<api::ListProjectsResponse>(api::ListProjectsRequest{.after = after, .limit = limit});
          }));
  Table table({"NAME", "ID", "CREATED"});
  for (const auto& row : rows.shown) table.add({row.name, row.id, row.created_at});
  return session.show(rows, table, "no projects");
}

}  // namespace

void add_project_commands(Command root) {
  auto project = root.add("project", "Projects: what belongs to one tenant");

  auto create = project.add("create", "Creates a project");
  create.positional("NAME", create.runs(create_project).name,
                    "Letters, digits, '_' and '-', a letter or digit first, at most 64");

  auto list = project.add("list", "Shows the projects that you may enter");
  list.row_limit(list.runs(list_projects).limit);
}

}  // namespace slipway::cli
