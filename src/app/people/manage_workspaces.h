// Projects, and workspaces with their environments.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/people/workspace_repository.h"

namespace slipway::app {

// Errors: project.name_taken, project.name_not_valid.
Result<Project> create_project(Context& context, const access::Caller& caller, const std::string& name);
// Those that the caller may enter with their credential, by name, after the given one.
Result<std::vector<Project>> list_projects(Context& context, const access::Caller& caller, const std::string& after,
                                           std::int64_t limit);

struct NewWorkspace {
  std::string project_id;
  std::string name;  // 1..32 of letters, digits, '_', '-'; unique in the project
  catalog::WorkspaceMode mode = catalog::WorkspaceMode::enterprise;
};
// The caller becomes its admin. Errors: project.forbidden, workspace.name_taken, workspace.name_not_valid, limit.reached.
Result<catalog::Workspace> create_workspace(Context& context, const access::Caller& caller, const NewWorkspace& request);
// Inside the caller's transaction, without the checks of its name.
Result<void> insert_workspace(Tx& tx, const catalog::Workspace& workspace, const catalog::UserId& admin);
// What `after` takes to go on behind this one.
std::string position_of(const catalog::Workspace& workspace);
// Those that the caller has a role in, or all for the system administrator, as far as their credential goes; by name.
Result<std::vector<catalog::Workspace>> list_workspaces(Context& context, const access::Caller& caller,
                                                        const std::optional<std::string>& project, const std::string& after,
                                                        std::int64_t limit);

}  // namespace slipway::app
