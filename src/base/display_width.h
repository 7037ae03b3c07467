// How many columns of a terminal a text takes: a Chinese character two, a combining accent none. Pure; from any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace slipway::base {

std::size_t display_width(std::string_view utf8);

// Bytes of the longest beginning that takes at most `width` columns; at least one character, where there is one.
std::size_t display_prefix_size(std::string_view utf8, std::size_t width);

}  // namespace slipway::base
