// What a password must be. Pure; from any thread.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"

namespace slipway::people {

inline constexpr std::size_t password_length_min = 10;  // characters

// Errors: user.password_too_short, user.password_too_easy (among those that are tried first, one character over and over, or the name
// of its user; case is not told apart).
Result<void> check_password(std::string_view password, std::string_view user_name);

}  // namespace slipway::people
