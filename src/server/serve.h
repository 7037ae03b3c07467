// The command `slipway serve`.
#pragma once

#include "adapters/config/load_config.h"

namespace slipway::server {

// Serves until SIGTERM or SIGINT and finishes what is in hand. The exit code: 0, or 1 when it could not start or was cut off.
int serve(const config::ConfigSources& sources);

}  // namespace slipway::server
