// How much memory a JSON text comes to when it is parsed, told from the text. Pure; from any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace slipway::base {

// Of one value, with its place in the list or object that holds it. What its text takes comes on top.
inline constexpr std::size_t json_value_bytes = 64;

// How many values the text holds: lists, objects and what is in them, names not counted. One look at each byte, nothing is kept.
// Of a text that is no JSON at least as many as a parser makes before it stops.
std::size_t count_json_values(std::string_view text);

}  // namespace slipway::base
