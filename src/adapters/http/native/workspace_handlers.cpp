#include "generated/api/workspace_handlers.h"

#include "adapters/http/native/native_values.h"
#include "adapters/http/pipeline/call_context.h"
#include "app/audit/list_audit.h"
#include "app/people/manage_members.h"
#include "app/people/manage_workspaces.h"

namespace slipway::http {

namespace {

api::Project to_project_dto(const app::Project& project) {
  return {.id = project.id.text(), .name = project.name, .created_at = base::format_instant(project.created_at)};
}

api::Workspace to_workspace_dto(const catalog::Workspace& workspace) {
  return {.id = workspace.id.text(),
          .project_id = workspace.project.text(),
          .name = workspace.name,
          .mode = std::string(catalog::to_text(workspace.mode)),
          .created_at = base::format_instant(workspace.created_at)};
}

api::Member to_member_dto(const app::Member& member) {
  return {.user_id = member.user.text(), .user_name = member.user_name, .roles = access::to_texts(member.roles)};
}

api::AuditRow to_audit_dto(const app::AuditRow& row) {
  api::AuditRow dto;
  dto.id = std::to_string(row.id);
  dto.at = base::format_instant_precise(row.entry.at);
  if (row.entry.user) dto.user_id = row.entry.user->text();
  if (!row.user_name.empty()) dto.user_name = row.user_name;
  dto.action = row.entry.action;
  dto.subject_kind = row.entry.subject_kind;
  dto.subject_id = row.entry.subject_id;
  if (!row.entry.subject_name.empty()) dto.subject_name = row.entry.subject_name;
  dto.detail = row.entry.detail;
  return dto;
}

template <class Request>
Result<app::AuditPage> to_audit_query(const Request& request) {
  TRY_LET(before, parse_number_cursor(request.after));
  TRY_LET(from, parse_time_parameter("from", request.from));
  TRY_LET(to, parse_time_parameter("to", request.to));
  return app::AuditPage{.filter = {.user_name = request.user, .action = request.action, .from = from, .to = to},
                        .before = before,
                        .limit = request.limit};
}

template <class Response>
Response to_audit_page(const std::vector<app::AuditRow>& rows, std::int32_t limit) {
  Response response;
  for (const auto& row : rows) response.items.push_back(to_audit_dto(row));
  response.next = next_cursor(rows, limit, [](const app::AuditRow& row) { return std::to_string(row.id); });
  return response;
}

}  // namespace

Result<api::ListProjectsResponse> list_projects(CallContext& context, const api::ListProjectsRequest& request) {
  TRY_LET(projects, app::list_projects(context.app(), context.caller(), request.after.value_or(std::string()), request.limit));
  api::ListProjectsResponse response;
  for (const auto& project : projects) response.items.push_back(to_project_dto(project));
  response.next = next_cursor(projects, request.limit, [](const app::Project& project) { return project.name; });
  return response;
}

Result<api::Project> create_project(CallContext& context, const api::CreateProjectRequest& request) {
  TRY_LET(project, app::create_project(context.app(), context.caller(), request.body.name));
  return to_project_dto(project);
}

Result<api::ListWorkspacesResponse> list_workspaces(CallContext& context, const api::ListWorkspacesRequest& request) {
  TRY_LET(workspaces, app::list_workspaces(context.app(), context.caller(), request.project_id,
                                           request.after.value_or(std::string()), request.limit));
  api::ListWorkspacesResponse response;
  for (const auto& workspace : workspaces) response.items.push_back(to_workspace_dto(workspace));
  response.next = next_cursor(workspaces, request.limit, app::position_of);
  return response;
}

Result<api::Workspace> create_workspace(CallContext& context, const api::CreateWorkspaceRequest& request) {
  const auto mode = catalog::parse_workspace_mode(request.body.mode);
  if (!mode) return base::invalid_argument("request.not_valid", "mode must be simple or enterprise");
  TRY_LET(workspace, app::create_workspace(context.app(), context.caller(), {request.body.project_id, request.body.name, *mode}));
  return to_workspace_dto(workspace);
}

Result<api::ListMembersResponse> list_members(CallContext& context, const api::ListMembersRequest& request) {
  TRY_LET(members,
          app::list_members(context.app(), context.workspace_call(), request.after.value_or(std::string()), request.limit));
  api::ListMembersResponse response;
  for (const auto& member : members) response.items.push_back(to_member_dto(member));
  response.next = next_cursor(members, request.limit, [](const app::Member& member) { return member.user_name; });
  return response;
}

Result<api::Member> show_member(CallContext& context, const api::ShowMemberRequest& request) {
  TRY_LET(member, app::show_member(context.app(), context.workspace_call(), request.user_id));
  return to_member_dto(member);
}

Result<api::Member> set_member(CallContext& context, const api::SetMemberRequest& request) {
  TRY_LET(member, app::set_member(context.app(), context.workspace_call(), request.user_id, request.body.roles));
  return to_member_dto(member);
}

Result<void> remove_member(CallContext& context, const api::RemoveMemberRequest& request) {
  return app::remove_member(context.app(), context.workspace_call(), request.user_id);
}

Result<api::ListAuditResponse> list_audit(CallContext& context, const api::ListAuditRequest& request) {
  TRY_LET(page, to_audit_query(request));
  TRY_LET(rows, app::list_audit(context.app(), context.workspace_call(), page));
  return to_audit_page<api::ListAuditResponse>(rows, request.limit);
}

Result<api::ListInstallationAuditResponse> list_installation_audit(CallContext& context,
                                                                   const api::ListInstallationAuditRequest& request) {
  TRY_LET(page, to_audit_query(request));
  TRY_LET(rows, app::list_installation_audit(context.app(), page));
  return to_audit_page<api::ListInstallationAuditResponse>(rows, request.limit);
}

}  // namespace slipway::http
