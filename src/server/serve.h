// The command `slipway serve`.
#pragma once

#include "adapters/config/load_config.h"

namespace slipway::server {

// The exit code for wrong use of the command, the environment or the configuration file, as with every command.
inline constexpr int wrong_use = 2;

// Serves until SIGTERM or SIGINT and finishes what is in hand. The exit code: 0, wrong_use, or 1 when it could not start.
int serve(const config::ConfigSources& sources);

}  // namespace slipway::server
