// Settings as text: how a person writes a size, a duration, an address; and back. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/config/config.h"
#include "adapters/config/setting.h"
#include "base/result.h"

namespace slipway::config {

// "4 MiB", "512KiB", "1000": bytes, with or without a blank before B, KiB, MiB or GiB.
std::optional<std::int64_t> parse_byte_count(std::string_view text);
std::string format_byte_count(std::int64_t bytes);  // in the largest unit that divides it

// "500 ms", "15s", "10 min", "24 h"; a unit must be there.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string format_duration(std::chrono::milliseconds duration);  // in the largest unit that divides it

// "127.0.0.1:8470", "[::1]:0", "localhost:8470".
std::optional<Address> parse_address(std::string_view text);
std::string format_address(const Address& address);

// What a setting is when nobody says anything.
struct Machine {
  std::int64_t core_count = 1;
};
void put_default(const Setting& setting, const Machine& machine, Config& config);

// Puts the text into its place. The error is only the reason ("must be 1 to 128"), for the caller to say whose it is.
Result<void> put_text(const Setting& setting, std::string_view text, Config& config);

}  // namespace slipway::config
