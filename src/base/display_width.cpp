#include "base/display_width.h"

#include <utf8proc.h>

#include <algorithm>

namespace slipway::base {

namespace {

struct Character {
  std::size_t size = 1;  // bytes
  std::size_t width = 1;
};

Character first_character(std::string_view text) {
  utf8proc_int32_t code_point = -1;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (size <= 0) return {};  // not UTF-8: a terminal shows a replacement for each byte
  return {static_cast<std::size_t>(size), static_cast<std::size_t>(std::max(0, utf8proc_charwidth(code_point)))};
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) {
    const auto character = first_character(utf8);
    width += character.width;
    utf8.remove_prefix(character.size);
  }
  return width;
}

std::size_t display_prefix_size(std::string_view utf8, std::size_t width) {
  std::size_t size = 0;
  std::size_t used = 0;
  while (size < utf8.size()) {
    const auto character = first_character(utf8.substr(size));
    if (size > 0 && used + character.width > width) break;
    used += character.width;
    size += character.size;
  }
  return size;
}

}  // namespace slipway::base
