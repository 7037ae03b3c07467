// The program `slipway`: one command from its arguments to its exit status. A client of the REST API; what starts a server
// comes in as callbacks.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/session/surroundings.h"

namespace slipway::cli {

// What `serve` and `migrate` were told on the command line.
struct ServerArguments {
  std::optional<std::string> config_path;                          // --config
  std::vector<std::pair<std::string, std::string>> settings;       // key ("server.listen") and text
};

// Each runs to its end and returns the exit status.
struct ServerCommands {
  std::function<int(const ServerArguments&)> serve;
  std::function<int(const ServerArguments&)> migrate;
};

// 0 done, 1 refused or failed, 2 wrong use, 3 no server was reached.
int run(int argc, char** argv, const ServerCommands& server_commands);

// The same in surroundings of the caller's; `arguments` without the program's name.
int run(const std::vector<std::string>& arguments, const ServerCommands& server_commands, Surroundings& surroundings);

}  // namespace slipway::cli
