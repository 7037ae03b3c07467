// The supervisor of one attempt: it starts the node's program, is the reaper of all that descends from it, and ends when nothing of
// that is left. It kills what is left when the server says so, and when the server is gone.
#pragma once

namespace slipway::executors::supervisor {

// The life of a fork of the launcher, with the descriptors of its start. The result is the exit code.
int supervise(int control, int output, int start_file);

}  // namespace slipway::executors::supervisor
