#include "cli/definition_file.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace slipway::cli {

namespace {

constexpr std::size_t character_size_max = 4;

// Bytes of the character that begins there; nothing where there is none.
std::optional<std::size_t> character_size(std::string_view text) {
  for (std::size_t size = 1; size <= std::min(character_size_max, text.size()); ++size)
    if (base::is_utf8(text.substr(0, size))) return size;
  return std::nullopt;
}

// "line 3, byte 17 (0xFC) is not UTF-8": counted from 1, the byte in its line.
std::string name_first_invalid_byte(std::string_view text) {
  std::size_t line = 1;
  std::size_t line_start = 0;
  std::size_t at = 0;
  while (const auto size = character_size(text.substr(at))) {
    if (text[at] == '\n') {
      ++line;
      line_start = at + 1;
    }
    at += *size;
  }
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(text[at]);
  return "line " + std::to_string(line) + ", byte " + std::to_string(at - line_start + 1) + " (0x" + digits[byte >> 4U] +
         digits[byte & 15U] + ") is not UTF-8: save the file as UTF-8 and try again";
}

}  // namespace

base::Error definition_not_valid(const std::string& path, const std::string& why) {
  return base::invalid_argument("cli.file_not_valid", path + ": " + why);
}

Result<std::string> read_text_file(const std::string& path, std::size_t size_max) {
  TRY_LET(text, base::read_file(path, size_max));
  if (!base::is_utf8(text)) return definition_not_valid(path, name_first_invalid_byte(text));
  return text;
}

Result<base::Json> read_definition_file(const std::string& path) {
  TRY_LET(text, read_text_file(path));
  auto json = base::parse_json(text);
  if (!json) return definition_not_valid(path, json.error().message);
  if (json->if_object() == nullptr) return definition_not_valid(path, "must be a JSON object");
  return json;
}

}  // namespace slipway::cli
