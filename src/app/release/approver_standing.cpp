#include "app/release/approver_standing.h"

#include <algorithm>

#include "app/ports/workspace_repository.h"

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

Result<release::Standing> find_standing(Context& context, Tx& tx, const WorkspaceCall& call) {
  release::Standing standing{.user = call.caller.user,
                             .is_eligible = call.caller.is_system_administrator,
                             .is_workspace_admin = call.caller.is_system_administrator};
  if (standing.is_eligible) return standing;
  TRY_LET(member, tx.workspaces().find_member(call.workspace.id, call.caller.user));
  if (!member || member->is_disabled) return standing;
  const auto roles = deploying_roles(context);
  standing.is_eligible = std::any_of(roles.begin(), roles.end(), [&](access::Role role) { return member->roles.has(role); });
  standing.is_workspace_admin = member->roles.has(access::Role::admin);
  return standing;
}

}  // namespace slipway::app
