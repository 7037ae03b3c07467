// How slow a client may be with a body or an answer. Pure; time comes in.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace slipway::http {

struct Pace {
  std::chrono::milliseconds silence;      // at most, between two movements
  std::chrono::milliseconds grace;        // for the whole, and what its bytes earn beside that
  std::size_t bytes_per_second = 64 * 1024;
};

// Until when more must have moved of a transfer that began then and of which so much has moved by now.
inline std::chrono::steady_clock::time_point next_deadline(const Pace& pace, std::chrono::steady_clock::time_point began,
                                                           std::size_t moved, std::chrono::steady_clock::time_point now) {
  const std::chrono::milliseconds earned(moved * 1000 / std::max<std::size_t>(pace.bytes_per_second, 1));
  return std::min(now + pace.silence, began + pace.grace + earned);
}

}  // namespace slipway::http
