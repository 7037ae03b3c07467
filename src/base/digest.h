// SHA-256, HMAC, hex, and the comparison that takes the same time whatever differs. All functions may be called from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::base {

std::string sha256(std::string_view data);      // 32 raw bytes
std::string sha256_hex(std::string_view data);  // 64 lower-case hex digits
std::string hmac_sha256(std::string_view key, std::string_view data);  // 32 raw bytes

std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);

bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace slipway::base
