// Passwords: argon2id (2 passes over 19 MiB, some 15 ms). Safe from any thread; let few run at a time.
#pragma once

#include <string>
#include <string_view>

namespace slipway::base {

std::string hash_password(std::string_view password);  // the usual text form, with salt and cost
bool verify_password(const std::string& hash, std::string_view password);  // false also for a text that is no hash

}  // namespace slipway::base
