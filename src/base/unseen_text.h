// Characters that are obeyed instead of shown: control characters (C0, DEL, C1), which move the cursor or colour the screen, and those
// that turn the direction of writing (U+202A to U+202E, U+2066 to U+2069), which make a text read as another one. Pure; from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::base {

struct UnseenCharacter {
  std::size_t at = 0;  // byte
  std::size_t size = 0;  // bytes
  std::string escape;  // "\u001b"
};

// The first one from this byte on that is none of `kept`, which are ASCII. The text must be UTF-8.
std::optional<UnseenCharacter> find_unseen(std::string_view utf8, std::string_view kept = {}, std::size_t from = 0);

// Each in the form of its escape, which JSON reads as the character again.
std::string show_unseen(std::string_view utf8, std::string_view kept = {});

}  // namespace slipway::base
