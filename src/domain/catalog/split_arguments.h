// The arguments of a node, split into words as a shell would, without any expansion. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace slipway::catalog {

inline constexpr std::size_t argument_bytes_max = 128 * 1024 - 1;  // what the system takes for one word

// Blanks (space, tab, line ends) part words. '...' keeps everything; "..." keeps everything but \" and \\, which lose their
// backslash; outside quotes a backslash keeps the next character. '' is an empty word.
// Errors: "node.arguments_not_valid" (a quote is not closed, a backslash ends the text, a NUL, a word too long).
Result<std::vector<std::string>> split_arguments(std::string_view text);

}  // namespace slipway::catalog
