#include "adapters/store/people/workspace_repository.h"

#include <algorithm>

#include "adapters/store/row_mapping.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

app::Project to_project(const Row& row) {
  return {.id = row.hex_id<catalog::ProjectId>("id"), .name = row.text("name"), .created_at = row.instant("created_at")};
}

std::vector<app::Project> to_projects(const Rows& rows) {
  std::vector<app::Project> projects;
  for (const auto row : rows) projects.push_back(to_project(row));
  return projects;
}

catalog::Workspace to_workspace(const Row& row) {
  return {.id = row.hex_id<catalog::WorkspaceId>("id"),
          .project = row.hex_id<catalog::ProjectId>("project_id"),
          .name = row.text("name"),
          .mode = to_enum(catalog::parse_workspace_mode(row.text("mode"))),
          .created_at = row.instant("created_at")};
}

std::optional<catalog::Workspace> first_workspace(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return to_workspace(rows.front());
}

access::Roles to_roles(const Rows& rows) {
  access::Roles roles;
  for (const auto row : rows) roles.add(to_enum(access::parse_role(row.text("role"))));
  return roles;
}

// A row a role, those of a member side by side.
std::vector<app::Member> to_members(const Rows& rows) {
  std::vector<app::Member> members;
  for (const auto row : rows) {
    const auto user = row.hex_id<catalog::UserId>("user_id");
    if (members.empty() || members.back().user != user)
      members.push_back({.user = user,
                         .user_name = row.text("name"),
                         .is_disabled = row.flag("is_disabled"),
                         .is_system_administrator = row.flag("is_system_administrator"),
                         .roles = {}});
    members.back().roles.add(to_enum(access::parse_role(row.text("role"))));
  }
  return members;
}

constexpr access::Role member_roles[] = {access::Role::admin, access::Role::developer, access::Role::deployer,
                                         access::Role::operator_, access::Role::viewer};

}  // namespace

Result<void> SqlWorkspaceRepository::insert_project(const app::Project& project) {
  TRY_LET(inserted, connection_.execute(sql::insert_project,
                                        {{"id", project.id}, {"name", project.name}, {"created_at", project.created_at}}));
  if (inserted == 0) return base::conflict("project.name_taken", "there is a project named '" + project.name + "' already");
  return {};
}

Result<std::optional<app::Project>> SqlWorkspaceRepository::find_project(const catalog::ProjectId& id) {
  TRY_LET(rows, connection_.query(sql::find_project, {{"id", id}}));
  if (rows.empty()) return std::optional<app::Project>{};
  return std::optional<app::Project>{to_project(rows.front())};
}

Result<std::vector<app::Project>> SqlWorkspaceRepository::list_projects(std::string_view after_name, std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_projects, {{"after", after_name}, {"limit", limit}}));
  return to_projects(rows);
}

Result<std::vector<app::Project>> SqlWorkspaceRepository::list_projects_of(const catalog::UserId& user,
                                                                           std::string_view after_name, std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_projects_of_user, {{"user_id", user}, {"after", after_name}, {"limit", limit}}));
  return to_projects(rows);
}

Result<bool> SqlWorkspaceRepository::is_project_of(const catalog::ProjectId& project, const catalog::UserId& user) {
  TRY_LET(rows, connection_.query(sql::is_project_of_user, {{"id", project}, {"user_id", user}}));
  return rows.front().flag("found");
}

Result<void> SqlWorkspaceRepository::insert(const catalog::Workspace& workspace, const catalog::UserId& by) {
  TRY_LET(inserted, connection_.execute(sql::insert_workspace, {{"id", workspace.id},
                                                                {"project_id", workspace.project},
                                                                {"name", workspace.name},
                                                                {"mode", catalog::to_text(workspace.mode)},
                                                                {"created_by", by},
                                                                {"created_at", workspace.created_at}}));
  if (inserted == 0)
    return base::conflict("workspace.name_taken", "the project has a workspace named '" + workspace.name + "' already");
  return {};
}

Result<std::optional<catalog::Workspace>> SqlWorkspaceRepository::find(const catalog::WorkspaceId& id) {
  TRY_LET(rows, connection_.query(sql::find_workspace, {{"id", id}}));
  return first_workspace(rows);
}

Result<std::optional<catalog::Workspace>> SqlWorkspaceRepository::find(const catalog::ProjectId& project, std::string_view name) {
  TRY_LET(rows, connection_.query(sql::find_workspace_named, {{"project_id", project}, {"name", name}}));
  return first_workspace(rows);
}

Result<std::vector<catalog::Workspace>> SqlWorkspaceRepository::list(const app::WorkspaceFilter& filter) {
  TRY_LET(rows, connection_.query(sql::list_workspaces, {{"project_id", filter.project},
                                                         {"member", filter.member},
                                                         {"after_name", filter.after_name},
                                                         {"after_id", filter.after_id},
                                                         {"limit", filter.limit}}));
  std::vector<catalog::Workspace> workspaces;
  for (const auto row : rows) workspaces.push_back(to_workspace(row));
  return workspaces;
}

Result<std::int64_t> SqlWorkspaceRepository::count(const catalog::ProjectId& project) {
  TRY_LET(rows, connection_.query(sql::count_workspaces, {{"project_id", project}}));
  return rows.front().integer("total");
}

Result<void> SqlWorkspaceRepository::lock(const catalog::WorkspaceId& id) {
  TRY(connection_.query(sql::lock_workspace, {{"id", id}}));
  return {};
}

Result<access::Roles> SqlWorkspaceRepository::find_roles(const catalog::WorkspaceId& workspace, const catalog::UserId& user) {
  TRY_LET(rows, connection_.query(sql::list_member_roles, {{"workspace_id", workspace}, {"user_id", user}}));
  return to_roles(rows);
}

Result<access::Roles> SqlWorkspaceRepository::find_roles_in_project(const catalog::ProjectId& project,
                                                                    const catalog::UserId& user) {
  TRY_LET(rows, connection_.query(sql::list_member_roles_in_project, {{"project_id", project}, {"user_id", user}}));
  return to_roles(rows);
}

Result<std::optional<app::Member>> SqlWorkspaceRepository::find_member(const catalog::WorkspaceId& workspace,
                                                                       const catalog::UserId& user) {
  TRY_LET(rows, connection_.query(sql::find_member, {{"workspace_id", workspace}, {"user_id", user}}));
  auto members = to_members(rows);
  if (members.empty()) return std::optional<app::Member>{};
  return std::optional<app::Member>{std::move(members.front())};
}

Result<std::vector<app::Member>> SqlWorkspaceRepository::list_members(const catalog::WorkspaceId& workspace,
                                                                      std::string_view after_name, std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_members, {{"workspace_id", workspace}, {"after", after_name}, {"limit", limit}}));
  return to_members(rows);
}

Result<void> SqlWorkspaceRepository::set_roles(const catalog::WorkspaceId& workspace, const catalog::UserId& user,
                                               access::Roles roles) {
  TRY_LET(before, find_roles(workspace, user));
  for (const auto role : member_roles) {
    if (roles.has(role) == before.has(role)) continue;  // the row of a role that stays is locked by who writes with it
    TRY(connection_.execute(roles.has(role) ? sql::insert_member : sql::delete_member_role,
                            {{"workspace_id", workspace}, {"user_id", user}, {"role", access::to_text(role)}}));
  }
  return {};
}

Result<std::vector<app::Member>> SqlWorkspaceRepository::list_active_members_with(const catalog::WorkspaceId& workspace,
                                                                                  const std::vector<access::Role>& any_of) {
  TRY_LET(rows, connection_.query(sql::list_active_members, {{"workspace_id", workspace}}));
  auto members = to_members(rows);
  std::erase_if(members, [&](const app::Member& member) {
    return std::none_of(any_of.begin(), any_of.end(), [&](access::Role role) { return member.roles.has(role); });
  });
  return members;
}

}  // namespace slipway::store
