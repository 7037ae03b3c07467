#include "app/access/authorize.h"

#include <optional>
#include <string>

#include "app/ports/people/people_repository.h"

namespace slipway::app {

namespace {

Result<access::Caller> lock_caller(Tx& tx, access::Caller caller, const std::optional<catalog::WorkspaceId>& workspace) {
  TRY_LET(now, tx.people().lock_caller(caller, workspace));
  if (!now || now->is_disabled) return refused_sign_in("the user was disabled or the credential ended since the sign-in");
  caller.is_system_administrator = now->is_system_administrator;
  caller.roles = now->roles;
  return caller;
}

}  // namespace

Result<WorkspaceCall> authorize(const Context& context, Tx& tx, const WorkspaceCall& call, access::Action action) {
  TRY_LET(caller, lock_caller(tx, call.caller, call.workspace.id));
  const bool has_a_role = caller.is_system_administrator || !caller.roles.empty();
  if (!has_a_role || !caller.can_reach(call.workspace.project))
    return workspace_not_found(call.workspace.id.text(), "GET /api/v1/workspaces lists yours");
  TRY(access::allow(caller, action, call.workspace.mode, context.permissions));
  return WorkspaceCall{std::move(caller), call.workspace};
}

Result<access::Caller> authorize(Tx& tx, const access::Caller& signed_in, access::Action action) {
  TRY_LET(caller, lock_caller(tx, signed_in, std::nullopt));
  TRY(access::allow(caller, action, catalog::WorkspaceMode::enterprise));
  return std::move(caller);
}

base::Error refused_sign_in(std::string_view why) {
  auto error = base::unauthenticated("sign_in.refused", "the credentials are not valid; check access key, secret, date or token");
  error.detail = why;
  return error;
}

base::Error workspace_not_found(std::string_view asked, std::string_view advice) {
  return base::not_found("workspace.not_found",
                         "there is no workspace '" + std::string(asked.substr(0, 64)) + "' here; " + std::string(advice));
}

}  // namespace slipway::app
