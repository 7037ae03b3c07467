// The one permission table (role x action) and the one function that answers "may this caller do that?". Default: no.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "domain/access/caller.h"
#include "domain/catalog/workspace.h"

namespace slipway::access {

// What an operation of the contract asks for (its x-action).
enum class Action : std::uint8_t {
  signed_in,         // any user, no workspace
  own_account,       // own password and access keys
  read,              // every show and list, logs
  develop,           // create, update, delete scripts and jobs; test runs
  package,           // bundle pending items
  deploy,            // approve and deploy a package
  revoke,            // take a package back; a developer only their own, see may_revoke_only_own
  operate,           // start, stop and run jobs in production
  stop_run,          // stop one run: of production who operates, a test run who develops, see action_to_stop
  manage_members,    // members and roles of a workspace
  add_workspaces,    // new workspaces of a project: the system administrator
  administer,        // projects, users, their accounts: the system administrator, with no credential of one project only
};

std::string_view to_text(Action action);
std::optional<Action> parse_action(std::string_view text);

// Settings that widen a role, as one edition of the original's list has it.
struct PermissionSettings {
  bool operator_may_deploy = false;
};

// Error: access.forbidden, its message names the action and the roles that would do.
Result<void> allow(const Caller& caller, Action action, catalog::WorkspaceMode mode, const PermissionSettings& settings = {});

// An action on somebody's account: everybody's own, and for all the one who may administer. Error: access.forbidden.
Result<void> allow_account(const Caller& caller, std::string_view owner);

// What stopping a run takes once it is known: it may be the run of a test.
Action action_to_stop(bool is_test_run);

// A developer who is nothing more may revoke only packages that they applied for or packaged.
bool may_revoke_only_own(const Caller& caller);

}  // namespace slipway::access
