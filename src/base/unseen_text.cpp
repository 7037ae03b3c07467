#include "base/unseen_text.h"

namespace slipway::base {

namespace {

std::string escape_of(unsigned code_point) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string escape = "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) escape += digits[(code_point >> shift) & 0xf];
  return escape;
}

bool turns_direction(unsigned code_point) {
  return (code_point >= 0x202a && code_point <= 0x202e) || (code_point >= 0x2066 && code_point <= 0x2069);
}

unsigned byte_at(std::string_view text, std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0; }

// The unseen character that begins here. C1 has two bytes in UTF-8, those that turn the direction three.
std::optional<UnseenCharacter> unseen_at(std::string_view utf8, std::size_t at) {
  const auto first = byte_at(utf8, at);
  if (first < 0x20 || first == 0x7f) return UnseenCharacter{at, 1, escape_of(first)};
  const bool is_c1 = first == 0xc2 && byte_at(utf8, at + 1) >= 0x80 && byte_at(utf8, at + 1) < 0xa0;
  if (is_c1) return UnseenCharacter{at, 2, escape_of(byte_at(utf8, at + 1))};
  if (first != 0xe2) return std::nullopt;
  const auto code_point = ((first & 0x0f) << 12) | ((byte_at(utf8, at + 1) & 0x3f) << 6) | (byte_at(utf8, at + 2) & 0x3f);
  if (!turns_direction(code_point)) return std::nullopt;
  return UnseenCharacter{at, 3, escape_of(code_point)};
}

}  // namespace

std::optional<UnseenCharacter> find_unseen(std::string_view utf8, std::string_view kept, std::size_t from) {
  for (auto at = from; at < utf8.size(); ++at) {
    if (kept.find(utf8[at]) != std::string_view::npos) continue;
    if (auto found = unseen_at(utf8, at)) return found;
  }
  return std::nullopt;
}

std::string show_unseen(std::string_view utf8, std::string_view kept) {
  std::string shown;
  std::size_t from = 0;
  while (const auto found = find_unseen(utf8, kept, from)) {
    shown.append(utf8.substr(from, found->at - from)).append(found->escape);
    from = found->at + found->size;
  }
  return shown.append(utf8.substr(from));
}

}  // namespace slipway::base
