#include "cli/commands/definition_file.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

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

void add_unread_members(std::vector<std::string>& unread, const std::string& place, const base::Json& given,
                        const base::Json& read) {
  if (const auto* members = given.if_object()) {
    for (const auto& [name, value] : *members) {
      const auto* other = read.find(name);
      const auto at = place + "/" + name;
      if (other != nullptr) add_unread_members(unread, at, value, *other);
      else if (!value.is_null()) unread.push_back(at);
    }
    return;
  }
  const auto* items = given.if_array();
  const auto* others = read.if_array();
  if (items == nullptr || others == nullptr) return;
  for (std::size_t at = 0; at < std::min(items->size(), others->size()); ++at)
    add_unread_members(unread, place + "/" + std::to_string(at), (*items)[at], (*others)[at]);
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

Result<base::Json> read_definition_file(Surroundings& surroundings, const std::string& path) {
  std::string text;
  if (path == "-") {
    text.assign(std::istreambuf_iterator<char>(surroundings.in), {});
    if (!base::is_utf8(text)) return definition_not_valid("standard input", name_first_invalid_byte(text));
  } else {
    TRY_LET(read, read_text_file(path));
    text = std::move(read);
  }
  const auto name = path == "-" ? std::string("standard input") : path;
  auto json = base::parse_json(text);
  if (!json) return definition_not_valid(name, json.error().message);
  if (json->if_object() == nullptr) return definition_not_valid(name, "must be a JSON object");
  return json;
}

std::vector<std::string> unread_members(const base::Json& given, const base::Json& read) {
  std::vector<std::string> unread;
  add_unread_members(unread, "", given, read);
  return unread;
}

}  // namespace slipway::cli
