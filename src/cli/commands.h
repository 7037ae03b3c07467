// The commands by noun. Each function adds its commands to the tree; the files bear their names.
#pragma once

#include "cli/command_line.h"
#include "cli/run.h"

namespace slipway::cli {

void add_server_commands(Command root, const ServerCommands& server_commands);  // serve, migrate, version
void add_project_commands(Command root);
void add_user_commands(Command root);
void add_workspace_commands(Command root);
void add_member_commands(Command root);
void add_script_commands(Command root);
void add_job_commands(Command root);
void add_pending_commands(Command root);
void add_package_commands(Command root);
void add_instance_commands(Command root);
void add_audit_commands(Command root);
void add_task_commands(Command root);  // server tasks

}  // namespace slipway::cli
