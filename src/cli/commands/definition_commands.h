// push, show, pull and delete: the same for jobs and scripts, below either noun.
#pragma once

#include "cli/command_line.h"

namespace slipway::cli {

void add_job_definition_commands(Command job);
void add_script_definition_commands(Command script);

}  // namespace slipway::cli
