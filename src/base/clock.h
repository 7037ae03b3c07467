// The clock and the source of random ids, as ports: app asks them, tests step and seed them. Both are safe to use from any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "base/instant.h"

namespace slipway::base {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;
  // For lengths: goes on evenly, whatever the clock is set to, and also while the machine is suspended (CLOCK_BOOTTIME).
  virtual std::chrono::microseconds since_boot();
};

class SystemClock final : public Clock {
 public:
  Instant now() override;
};

class RandomSource {
 public:
  virtual ~RandomSource() = default;
  virtual std::string bytes(std::size_t count) = 0;  // raw bytes, unpredictable in production

  std::string hex_id();  // 32 lower-case hex digits
  std::string letters_and_digits(std::size_t count);  // for keys and passwords people copy
};

class SystemRandom final : public RandomSource {
 public:
  std::string bytes(std::size_t count) override;
};

}  // namespace slipway::base
