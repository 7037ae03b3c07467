// Members of a workspace and their roles.
#pragma once

#include <string>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/people/workspace_repository.h"

namespace slipway::app {

// Gives the user exactly these roles. Errors: user.not_found, member.roles_not_valid, member.last_admin.
Result<Member> set_member(Context& context, const WorkspaceCall& call, const std::string& user_id,
                          const std::vector<std::string>& roles);
// Errors: member.not_found, member.last_admin (a workspace keeps an admin).
Result<void> remove_member(Context& context, const WorkspaceCall& call, const std::string& user_id);
// Error: member.not_found.
Result<Member> show_member(Context& context, const WorkspaceCall& call, const std::string& user_id);
// By name, those after the given one.
Result<std::vector<Member>> list_members(Context& context, const WorkspaceCall& call, const std::string& after,
                                         std::int64_t limit);

}  // namespace slipway::app
