#include "base/clock.h"

#include <sys/random.h>
#include <time.h>

#include <string_view>

#include "base/assert.h"
#include "base/digest.h"

namespace slipway::base {

std::chrono::microseconds Clock::since_boot() {
  timespec time{};
  BASE_ASSERT(::clock_gettime(CLOCK_BOOTTIME, &time) == 0);
  return std::chrono::seconds{time.tv_sec} +
         std::chrono::floor<std::chrono::microseconds>(std::chrono::nanoseconds{time.tv_nsec});
}

Instant SystemClock::now() { return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()); }

std::string RandomSource::hex_id() { return to_hex(bytes(16)); }

std::string RandomSource::letters_and_digits(std::size_t count) {
  static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string text;
  while (text.size() < count) {
    for (const char c : bytes(count)) {
      // 248 = 4 * 62: larger values would make some letters likelier.
      const auto value = static_cast<unsigned char>(c);
      if (value < 248 && text.size() < count) text += alphabet[value % 62];
    }
  }
  return text;
}

std::string SystemRandom::bytes(std::size_t count) {
  std::string result(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const auto got = ::getrandom(result.data() + filled, count - filled, 0);
    BASE_ASSERT(got > 0 || errno == EINTR);
    if (got > 0) filled += static_cast<std::size_t>(got);
  }
  return result;
}

}  // namespace slipway::base
