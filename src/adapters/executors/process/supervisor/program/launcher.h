// The launcher: it hears of starts on its socket and forks a supervisor for each, which knows all it needs without a library to link.
#pragma once

namespace slipway::executors::supervisor {

// Until the server is gone. The result is the exit code.
int launch_all();

}  // namespace slipway::executors::supervisor
