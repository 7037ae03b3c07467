// The command `slipway migrate`.
#pragma once

#include "adapters/config/load_config.h"

namespace slipway::server {

// Brings the tables up to date and says what it did. The exit code: 0, wrong_use, or 1.
int migrate(const config::ConfigSources& sources);

}  // namespace slipway::server
