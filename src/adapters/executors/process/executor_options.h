#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace slipway::executors {

struct ExecutorOptions {
  std::string data_dir;                         // absolute, there, ours, 0700; logs/ and work/ lie in it
  std::string outside_dir = "/var/tmp";         // for the work of another user
  std::string run_as;                           // user of the nodes; empty: `nobody` when we are root, else ourselves
  std::string shell_path = "/bin/bash";
  std::string python_path = "/usr/bin/python3";
  std::string launcher_path = "/proc/self/exe";  // stays the running version, also after an upgrade replaced the file
  std::size_t running_nodes_max = 8;
  std::chrono::milliseconds drain_max{3'000};    // how long output is awaited after the main process has ended
  std::chrono::milliseconds kill_max{10'000};    // how long a killed process is awaited
};

}  // namespace slipway::executors
