// The program between the server and a node: it gives up every right it has, then becomes the node's program.
//
// It is a hidden mode of the server's own binary, started through /proc/self/exe: `slipway node-launcher ...`. main()
// must ask is_launcher_call first, before it reads a setting or starts a thread.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "adapters/executors/process/node_user.h"

namespace slipway::executors {

inline constexpr const char* launcher_mode = "node-launcher";

// Where the launcher writes why it could not start the node; closed by a successful start.
inline constexpr int launcher_report_fd = 3;

inline bool is_launcher_call(int argc, char** argv) { return argc > 1 && std::string(argv[1]) == launcher_mode; }

// Never returns when the node starts; else the exit status.
int launcher_main(int argc, char** argv);

// The arguments from the mode's name on, as launcher_main reads them.
std::vector<std::string> launcher_arguments(pid_t parent, const std::optional<NodeUser>& user,
                                            const std::string& working_directory, const std::vector<std::string>& command);

}  // namespace slipway::executors
