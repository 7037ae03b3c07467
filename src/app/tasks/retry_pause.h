// After an error something is left alone for a time that doubles with each further one, up to a bound.
#pragma once

#include <algorithm>
#include <chrono>

namespace slipway::app {

inline constexpr std::chrono::milliseconds first_retry_pause{250};
inline constexpr std::chrono::milliseconds retry_pause_max{5'000};

inline std::chrono::milliseconds longer_pause(std::chrono::milliseconds pause) {
  return std::clamp(pause * 2, first_retry_pause, retry_pause_max);
}

}  // namespace slipway::app
