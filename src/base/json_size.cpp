#include "base/json_size.h"

namespace slipway::base {

namespace {

// Where the string that begins before `at` ends: behind its quote, or at the end of the text.
std::size_t behind_string(std::string_view text, std::size_t at) {
  for (;;) {
    at = text.find_first_of("\"\\", at);
    if (at == std::string_view::npos) return text.size();
    if (text[at] == '"') return at + 1;
    at += 2;
  }
}

}  // namespace

std::size_t count_json_values(std::string_view text) {
  std::size_t count = 1;
  char before = ' ';  // the last character that is no blank
  for (std::size_t at = 0; at < text.size();) {
    const char letter = text[at++];
    if (letter == ' ' || letter == '\n' || letter == '\r' || letter == '\t') continue;
    if (letter == '"') at = behind_string(text, at);
    const bool opens = letter == '[' || letter == '{';
    const bool ends_empty = (letter == ']' && before == '[') || (letter == '}' && before == '{');
    if (opens || letter == ',') ++count;
    if (ends_empty) --count;
    before = letter;
  }
  return count;
}

}  // namespace slipway::base
