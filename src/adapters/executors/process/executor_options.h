#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace slipway::executors {

struct ExecutorOptions {
  std::string data_dir;                          // absolute, there, ours, 0700; logs/ and work/ lie in it
  std::string outside_dir = "/var/tmp";          // for the work of another user
  std::string run_as{};                          // user of production's nodes; empty: by environment
  std::string run_as_tests{};                    // user of test runs; empty: by environment
  std::int64_t uid_base = 0;                     // of the users of environments; 0: there are none, nodes are `nobody`
  std::string uid_base_off_because{};            // where it is 0 against our will: why, for the warning
  std::string shell_path = "/bin/bash";
  std::string python_path = "/usr/bin/python3";
  std::int64_t memory_max = 0;                   // bytes of address space of each process; 0: no limit
  std::int64_t file_max = 0;                     // bytes of each file that a node writes; 0: no limit
  std::size_t running_nodes_max = 8;
  std::chrono::milliseconds stop_grace{5'000};   // between TERM and KILL
  std::chrono::milliseconds drain_max{3'000};    // how long output is awaited after the main process has ended
  std::chrono::milliseconds kill_max{10'000};    // how long a killed process is awaited
};

}  // namespace slipway::executors
