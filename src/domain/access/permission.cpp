#include "domain/access/permission.h"

#include <array>
#include <string>

#include "base/assert.h"

namespace slipway::access {

namespace {

constexpr std::array all_roles{Role::admin, Role::developer, Role::deployer, Role::operator_, Role::viewer};

enum class Grant : std::uint8_t { no, yes, simple_mode_only, if_operator_may_deploy };
using enum Grant;

struct PermissionRow {
  Action action;
  std::string_view text;
  std::array<Grant, 5> grants;  // in the order of all_roles
};

// Source: the roles of the original's workspaces, settled in docs/decisions/.
constexpr std::array<PermissionRow, 12> permission_table{{
    //                                                 admin developer         deployer operator                viewer
    {Action::signed_in, "signed_in", {yes, yes, yes, yes, yes}},
    {Action::own_account, "own_account", {yes, yes, yes, yes, yes}},
    {Action::read, "read", {yes, yes, yes, yes, yes}},
    {Action::develop, "develop", {yes, yes, no, no, no}},
    {Action::package, "package", {yes, yes, no, no, no}},
    {Action::deploy, "deploy", {yes, no, yes, if_operator_may_deploy, no}},
    {Action::revoke, "revoke", {yes, yes, yes, no, no}},
    {Action::operate, "operate", {yes, simple_mode_only, no, yes, no}},
    {Action::stop_run, "stop_run", {yes, yes, no, yes, no}},
    {Action::manage_members, "manage_members", {yes, no, no, no, no}},
    {Action::add_workspaces, "add_workspaces", {no, no, no, no, no}},
    {Action::administer, "administer", {no, no, no, no, no}},
}};

const PermissionRow& row_of(Action action) { return permission_table[static_cast<std::size_t>(action)]; }

bool is_granted(Grant grant, catalog::WorkspaceMode mode, const PermissionSettings& settings) {
  switch (grant) {
    case no: return false;
    case yes: return true;
    case simple_mode_only: return mode == catalog::WorkspaceMode::simple;
    case if_operator_may_deploy: return settings.operator_may_deploy;
  }
  base::unreachable();
}

base::Error refused(const PermissionRow& row, catalog::WorkspaceMode mode, const PermissionSettings& settings) {
  std::string able;
  for (std::size_t i = 0; i < all_roles.size(); ++i) {
    if (!is_granted(row.grants[i], mode, settings)) continue;
    able += able.empty() ? "" : ", ";
    able += to_text(all_roles[i]);
  }
  const std::string needed = able.empty() ? "the system administrator" : "one of the roles: " + able;
  return base::forbidden("access.forbidden", "you may not do this (action " + std::string(row.text) + "); it needs " + needed);
}

}  // namespace

std::string_view to_text(Role role) {
  switch (role) {
    case Role::admin: return "admin";
    case Role::developer: return "developer";
    case Role::deployer: return "deployer";
    case Role::operator_: return "operator";
    case Role::viewer: return "viewer";
  }
  base::unreachable();
}

std::vector<std::string> to_texts(Roles roles) {
  std::vector<std::string> texts;
  for (const auto role : all_roles)
    if (roles.has(role)) texts.emplace_back(to_text(role));
  return texts;
}

std::optional<Role> parse_role(std::string_view text) {
  for (const auto role : all_roles)
    if (to_text(role) == text) return role;
  return std::nullopt;
}

std::string_view to_text(Action action) { return row_of(action).text; }

std::optional<Action> parse_action(std::string_view text) {
  for (const auto& row : permission_table)
    if (row.text == text) return row.action;
  return std::nullopt;
}

Result<void> allow(const Caller& caller, Action action, catalog::WorkspaceMode mode, const PermissionSettings& settings) {
  const auto& row = row_of(action);
  // What belongs to no project opens all of them.
  if (action == Action::administer && caller.is_system_administrator && caller.only_project)
    return base::forbidden(
        "access.forbidden",
        "you may not do this (action administer) with a token or key of one project; sign in without a project");
  if (caller.is_system_administrator) return {};
  const bool needs_no_role = action == Action::signed_in || action == Action::own_account;
  if (needs_no_role) return {};
  for (std::size_t i = 0; i < all_roles.size(); ++i)
    if (caller.roles.has(all_roles[i]) && is_granted(row.grants[i], mode, settings)) return {};
  return refused(row, mode, settings);
}

Result<void> allow_account(const Caller& caller, std::string_view owner) {
  if (owner == caller.user.text()) return {};
  if (caller.is_system_administrator) return allow(caller, Action::administer, catalog::WorkspaceMode::enterprise);
  return base::forbidden("access.forbidden", "you may do this for yourself only; for others it takes the system administrator");
}

Action action_to_stop(bool is_test_run) { return is_test_run ? Action::develop : Action::operate; }

bool may_revoke_only_own(const Caller& caller) {
  return !caller.is_system_administrator && !caller.roles.has(Role::admin) && !caller.roles.has(Role::deployer);
}

}  // namespace slipway::access
