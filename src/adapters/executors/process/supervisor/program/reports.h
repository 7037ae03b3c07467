// What the server is told, over the socket of the attempt.
#pragma once

#include "adapters/executors/process/supervisor/program/node_start.h"
#include "adapters/executors/process/supervisor/supervisor_protocol.h"

namespace slipway::executors::supervisor {

// False when the server does not listen any more.
bool tell(int control, SupervisorEvent event, int number);
void tell_not_started(int control, const StartFailure& failure);

}  // namespace slipway::executors::supervisor
