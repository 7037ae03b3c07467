// What a supervisor is to start, as the server wrote it down.
#pragma once

#include "adapters/executors/process/supervisor/program/node_start.h"

namespace slipway::executors::supervisor {

// Reads it into memory of our own, and writes the attempt's marks over our environment, where others look for them.
StartFailure read_start(int file, StartFile& start);

}  // namespace slipway::executors::supervisor
