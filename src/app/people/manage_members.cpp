#include "app/people/manage_members.h"

#include <algorithm>

#include "app/access/authorize.h"
#include "app/audit/record_event.h"
#include "app/people/manage_users.h"

namespace slipway::app {

namespace {

base::Error no_such_member(const std::string& user_id) {
  return base::not_found("member.not_found", "user '" + user_id.substr(0, 64) + "' is no member of this workspace");
}

Result<access::Roles> parse_roles(const std::vector<std::string>& texts) {
  access::Roles roles;
  for (const auto& text : texts) {
    const auto role = access::parse_role(text);
    if (!role)
      return base::invalid_argument(
          "member.roles_not_valid",
          "'" + text.substr(0, 64) + "' is no role; roles are admin, developer, deployer, operator and viewer");
    roles.add(*role);
  }
  if (roles.empty())
    return base::invalid_argument("member.roles_not_valid", "roles must name at least one role; remove the member instead");
  return roles;
}

// Without an admin nobody but the system administrator could change the members any more.
Result<void> keep_an_admin(Tx& tx, const catalog::WorkspaceId& workspace, const catalog::UserId& leaving) {
  TRY_LET(admins, tx.workspaces().list_active_members_with(workspace, {access::Role::admin}));
  const bool another_stays =
      std::any_of(admins.begin(), admins.end(), [&](const Member& admin) { return admin.user != leaving; });
  const bool is_one = std::any_of(admins.begin(), admins.end(), [&](const Member& admin) { return admin.user == leaving; });
  if (another_stays || !is_one) return {};
  return base::conflict("member.last_admin", "the workspace must keep an admin; give the role to another member first");
}

base::Json describe_roles(const std::vector<std::string>& texts) {
  base::Json::Array roles;
  for (const auto& text : texts) roles.emplace_back(text);
  base::Json detail;
  detail.set("roles", std::move(roles));
  return detail;
}

}  // namespace

Result<Member> set_member(Context& context, const WorkspaceCall& call, const std::string& user_id,
                          const std::vector<std::string>& roles) {
  TRY_LET(parsed, parse_roles(roles));
  return context.store.write([&](Tx& tx) -> Result<Member> {
    TRY(tx.workspaces().lock(call.workspace.id));
    TRY(authorize(context, tx, call, access::Action::manage_members));
    TRY_LET(user, get_user(tx, user_id));
    if (!parsed.has(access::Role::admin)) TRY(keep_an_admin(tx, call.workspace.id, user.id));
    TRY(tx.workspaces().set_roles(call.workspace.id, user.id, parsed));
    TRY(record_event(context, tx, call.caller, {"member.set", "user", user.id.text(), user.name, describe_roles(roles)},
                     call.workspace.id));
    return Member{.user = user.id,
                  .user_name = user.name,
                  .is_disabled = user.is_disabled,
                  .is_system_administrator = user.is_system_administrator,
                  .roles = parsed};
  });
}

Result<void> remove_member(Context& context, const WorkspaceCall& call, const std::string& user_id) {
  return context.store.write([&](Tx& tx) -> Result<void> {
    TRY(tx.workspaces().lock(call.workspace.id));
    TRY(authorize(context, tx, call, access::Action::manage_members));
    const auto id = catalog::UserId::parse(user_id);
    if (!id) return no_such_member(user_id);
    TRY_LET(member, tx.workspaces().find_member(call.workspace.id, *id));
    if (!member) return no_such_member(user_id);
    TRY(keep_an_admin(tx, call.workspace.id, *id));
    TRY(tx.workspaces().set_roles(call.workspace.id, *id, {}));
    return record_event(context, tx, call.caller, {"member.removed", "user", id->text(), member->user_name, {}},
                        call.workspace.id);
  });
}

Result<Member> show_member(Context& context, const WorkspaceCall& call, const std::string& user_id) {
  return context.store.read([&](Tx& tx) -> Result<Member> {
    const auto id = catalog::UserId::parse(user_id);
    if (!id) return no_such_member(user_id);
    TRY_LET(member, tx.workspaces().find_member(call.workspace.id, *id));
    if (!member) return no_such_member(user_id);
    return std::move(*member);
  });
}

Result<std::vector<Member>> list_members(Context& context, const WorkspaceCall& call, const std::string& after,
                                         std::int64_t limit) {
  return context.store.read([&](Tx& tx) { return tx.workspaces().list_members(call.workspace.id, after, limit); });
}

}  // namespace slipway::app
