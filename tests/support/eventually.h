// Waiting for what another thread or process does, never for a time.
#pragma once

#include <chrono>
#include <thread>

namespace slipway::test {

// Looks until the condition holds; false when it does not within the deadline.
template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds deadline = std::chrono::seconds(20)) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace slipway::test
