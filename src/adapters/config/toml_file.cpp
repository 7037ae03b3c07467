#include "adapters/config/toml_file.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <utility>

namespace slipway::config {

namespace {

TomlEntry to_entry(std::string key, const toml::node& node) {
  TomlEntry entry{.key = std::move(key), .text = {}, .line = node.source().begin.line};
  if (const auto* text = node.as_string()) {
    entry.kind = TomlEntry::Kind::text;
    entry.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    entry.kind = TomlEntry::Kind::integer;
    entry.text = std::to_string(integer->get());
  } else if (const auto* flag = node.as_boolean()) {
    entry.kind = TomlEntry::Kind::flag;
    entry.text = flag->get() ? "true" : "false";
  } else if (node.is_table()) {
    entry.kind = TomlEntry::Kind::section;
  }
  return entry;
}

void flatten(const toml::table& table, const std::string& prefix, std::vector<TomlEntry>& entries) {
  for (const auto& [name, node] : table) {
    const auto key = prefix.empty() ? std::string(name.str()) : prefix + "." + std::string(name.str());
    entries.push_back(to_entry(key, node));
    if (const auto* inner = node.as_table()) flatten(*inner, key, entries);
  }
}

}  // namespace

Result<std::vector<TomlEntry>> parse_toml(std::string_view text, const std::string& path) {
  const auto parsed = toml::parse(text);
  if (!parsed) {
    const auto& place = parsed.error().source().begin;
    return base::invalid_argument("config.not_valid", path + ":" + std::to_string(place.line) + ":" +
                                                          std::to_string(place.column) + ": " +
                                                          std::string(parsed.error().description()));
  }
  std::vector<TomlEntry> entries;
  flatten(parsed.table(), "", entries);
  std::ranges::stable_sort(entries, {}, &TomlEntry::line);
  return entries;
}

}  // namespace slipway::config
