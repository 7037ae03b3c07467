// How many connections fit beside the other files of the server.
#pragma once

#include <algorithm>
#include <cstdint>

namespace slipway::http {

// 512 are left for databases, logs and the server itself, and six for each node that may run. Never below 16: a server that nobody
// reaches cannot even tell.
constexpr std::int64_t connections_that_fit(std::int64_t wanted, std::int64_t open_files_max, std::int64_t running_nodes_max) {
  constexpr std::int64_t files_of_server = 512;
  constexpr std::int64_t files_of_node = 6;
  constexpr std::int64_t least = 16;
  const auto room = open_files_max - files_of_server - files_of_node * running_nodes_max;
  return std::clamp(room, std::min(least, wanted), wanted);
}

}  // namespace slipway::http
