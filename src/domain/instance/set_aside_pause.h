// How long something that was set aside is left alone before it is tried again.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace slipway::instance {

inline constexpr std::chrono::milliseconds set_aside_pause_min{5'000};
inline constexpr std::chrono::milliseconds set_aside_pause_max{600'000};

// `tries`: how often it was tried, at least once. Doubles with each.
inline std::chrono::milliseconds set_aside_pause(std::int64_t tries) {
  const auto doublings = std::clamp<std::int64_t>(tries - 1, 0, 7);
  return std::min(set_aside_pause_min * (std::int64_t{1} << doublings), set_aside_pause_max);
}

}  // namespace slipway::instance
