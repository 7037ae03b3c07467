#include "app/release/approver_eligibility.h"

#include <algorithm>

#include "app/ports/people/workspace_repository.h"

namespace slipway::app {

namespace {

std::vector<access::Role> deploying_roles(const Context& context) {
  std::vector<access::Role> roles{access::Role::admin, access::Role::deployer};
  if (context.permissions.operator_may_deploy) roles.push_back(access::Role::operator_);
  return roles;
}

}  // namespace

Result<std::vector<release::EligibleMember>> list_eligible_members(Context& context, Tx& tx, const WorkspaceCall& call) {
  TRY_LET(members, tx.workspaces().list_active_members_with(call.workspace.id, deploying_roles(context)));
  std::vector<release::EligibleMember> eligible;
  eligible.reserve(members.size());
  for (const auto& member : members) eligible.push_back({member.user, member.is_system_administrator});
  if (call.caller.is_system_administrator) eligible.push_back({call.caller.user, true});
  return eligible;
}

release::Eligibility eligibility_of(const Context& context, const access::Caller& caller) {
  const auto roles = deploying_roles(context);
  const auto has = [&](access::Role role) { return caller.roles.has(role); };
  return {.user = caller.user,
          .is_eligible = caller.is_system_administrator || std::any_of(roles.begin(), roles.end(), has),
          .is_workspace_admin = caller.is_system_administrator || caller.roles.has(access::Role::admin)};
}

}  // namespace slipway::app
