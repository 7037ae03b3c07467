#include "app/people/manage_workspaces.h"

#include <algorithm>

#include "app/access/authorize.h"
#include "app/audit/record_event.h"
#include "app/ports/release/environment_repository.h"

namespace slipway::app {

namespace {

bool is_place_name(const std::string& name, std::size_t length_max) {
  const auto is_fit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= length_max && std::all_of(name.begin(), name.end(), is_fit);
}

// The one of a credential that is for no other.
Result<std::vector<Project>> list_only_project(Tx& tx, const catalog::ProjectId& id, const std::string& after) {
  TRY_LET(project, tx.workspaces().find_project(id));
  std::vector<Project> projects;
  if (project && project->name > after) projects.push_back(std::move(*project));
  return projects;
}

Result<void> check_room_for_workspace(const Context& context, Tx& tx, const catalog::ProjectId& project) {
  TRY_LET(count, tx.workspaces().count(project));
  if (count < context.limits.workspaces_per_project) return {};
  return base::limit_reached("limit.reached", "the project has " + std::to_string(count) +
                                                  " workspaces; the setting limits.workspaces_per_project allows no more");
}

}  // namespace

Result<Project> create_project(Context& context, const access::Caller& caller, const std::string& name) {
  if (!is_place_name(name, 64))
    return base::invalid_argument("project.name_not_valid", "a project name has 1 to 64 of letters, digits, '_' and '-'");
  const Project project{.id = catalog::ProjectId{context.random.hex_id()}, .name = name, .created_at = context.clock.now()};
  return context.store.write([&](Tx& tx) -> Result<Project> {
    TRY(authorize(tx, caller, access::Action::administer));
    TRY(tx.workspaces().insert_project(project));
    TRY(record_event(context, tx, caller, {"project.created", "project", project.id.text(), name, {}}));
    return project;
  });
}

Result<std::vector<Project>> list_projects(Context& context, const access::Caller& caller, const std::string& after,
                                           std::int64_t limit) {
  return context.store.read([&](Tx& tx) -> Result<std::vector<Project>> {
    if (caller.only_project) return list_only_project(tx, *caller.only_project, after);
    return caller.is_system_administrator ? tx.workspaces().list_projects(after, limit)
                                          : tx.workspaces().list_projects_of(caller.user, after, limit);
  });
}

Result<void> insert_workspace(Tx& tx, const catalog::Workspace& workspace, const catalog::UserId& admin) {
  TRY(tx.workspaces().insert(workspace, admin));
  TRY(tx.environments().insert(workspace.id, catalog::production_name));
  if (workspace.mode == catalog::WorkspaceMode::enterprise)
    TRY(tx.environments().insert(workspace.id, catalog::development_name));
  return tx.workspaces().set_roles(workspace.id, admin, access::Roles{access::Role::admin});
}

Result<catalog::Workspace> create_workspace(Context& context, const access::Caller& caller, const NewWorkspace& request) {
  if (!is_place_name(request.name, 32))
    return base::invalid_argument("workspace.name_not_valid", "a workspace name has 1 to 32 of letters, digits, '_' and '-'");
  const auto forbidden =
      base::forbidden("project.forbidden", "you have no access to project '" + request.project_id.substr(0, 64) + "'");
  const auto project = catalog::ProjectId::parse(request.project_id);
  if (!project) return forbidden;
  const catalog::Workspace workspace{.id = catalog::WorkspaceId{context.random.hex_id()},
                                     .project = *project,
                                     .name = request.name,
                                     .mode = request.mode,
                                     .created_at = context.clock.now()};
  return context.store.write([&](Tx& tx) -> Result<catalog::Workspace> {
    TRY(authorize(tx, caller, access::Action::add_workspaces));
    TRY_LET(known, tx.workspaces().find_project(*project));
    if (!known || !caller.can_reach(*project)) return forbidden;
    TRY(check_room_for_workspace(context, tx, *project));
    TRY(insert_workspace(tx, workspace, caller.user));
    base::Json detail;
    detail.set("mode", catalog::to_text(workspace.mode));
    TRY(record_event(context, tx, caller,
                     {"workspace.created", "workspace", workspace.id.text(), workspace.name, std::move(detail)}, workspace.id));
    return workspace;
  });
}

std::string position_of(const catalog::Workspace& workspace) { return workspace.name + "/" + workspace.id.text(); }

Result<std::vector<catalog::Workspace>> list_workspaces(Context& context, const access::Caller& caller,
                                                        const std::optional<std::string>& project, const std::string& after,
                                                        std::int64_t limit) {
  const auto slash = std::min(after.find('/'), after.size());
  WorkspaceFilter filter{
      .after_name = after.substr(0, slash), .after_id = after.substr(std::min(slash + 1, after.size())), .limit = limit};
  if (!caller.is_system_administrator) filter.member = caller.user;
  filter.project = caller.only_project;
  if (project) {
    filter.project = catalog::ProjectId::parse(*project);
    if (!filter.project || !caller.can_reach(*filter.project)) return std::vector<catalog::Workspace>();
  }
  return context.store.read([&](Tx& tx) { return tx.workspaces().list(filter); });
}

}  // namespace slipway::app
