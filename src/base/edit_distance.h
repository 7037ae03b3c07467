// How far two words are apart: for naming the one that was most likely meant. Pure; from any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace slipway::base {

// The letters to replace, insert or leave out to make one of the other.
std::size_t edit_distance(std::string_view left, std::string_view right);

}  // namespace slipway::base
