// Exit statuses, and what is printed when a command fails.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace slipway::cli {

inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;
inline constexpr int exit_wrong_use = 2;
inline constexpr int exit_no_server = 3;

int exit_status(const base::Error& error);

// What to do about an error with this code (ours or a public one); empty when its message says all there is to say.
std::string_view hint_for(std::string_view code);

// "slipway: DLF.7004: only an approver ... (request 7f3a)" and the hint, a line each.
std::string error_text(const base::Error& error);

// `usage` says where to read how it is done right.
base::Error wrong_use(std::string message, std::string usage = {});

}  // namespace slipway::cli
