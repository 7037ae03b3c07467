#include "adapters/config/given_settings.h"

#include <algorithm>
#include <array>

#include "adapters/config/toml_file.h"
#include "base/file.h"
#include "base/text.h"

namespace slipway::config {

namespace {

base::Error unknown_key(const std::string& origin, const std::string& key) {
  return base::invalid_argument("config.unknown_key",
                                origin + ": there is no setting " + key + "; did you mean " + nearest_key(key) + "?");
}

// The node contract gives these to every node; a server that somebody starts inside a node must not trip over them.
constexpr std::array node_variables{std::string_view{"SLIPWAY_NODE_NAME"}};

bool is_kind_of(const Setting& setting, TomlEntry::Kind kind) {
  if (const auto* number = std::get_if<NumberField>(&setting.field))
    return kind == TomlEntry::Kind::integer || (kind == TomlEntry::Kind::text && number->unit == NumberField::Unit::bytes);
  if (std::holds_alternative<FlagField>(setting.field)) return kind == TomlEntry::Kind::flag;
  return kind == TomlEntry::Kind::text;
}

std::string_view kind_wanted(const Setting& setting) {
  if (const auto* number = std::get_if<NumberField>(&setting.field))
    return number->unit == NumberField::Unit::bytes ? "must be a size such as \"4 MiB\""
                                                    : "must be a whole number without quotes";
  if (std::holds_alternative<FlagField>(setting.field)) return "must be true or false without quotes";
  return "must be a text in quotes";
}

}  // namespace

Result<std::vector<Given>> given_on_command_line(const ConfigSources& sources) {
  std::vector<Given> result;
  for (const auto& [key, text] : sources.command_line) {
    const Setting* setting = find_setting(key);
    if (!setting) return unknown_key("command line", key);
    result.push_back({setting, text, setting->option.empty() ? "command line" : std::string(setting->option)});
  }
  return result;
}

// A variable is ours when it begins with SLIPWAY_ and the name of a section; others belong to the client or the tests.
Result<std::vector<Given>> given_in_environment(const ConfigSources& sources) {
  std::vector<Given> result;
  for (const auto& [variable, text] : sources.environment) {
    if (!variable.starts_with("SLIPWAY_") || std::ranges::find(node_variables, variable) != node_variables.end()) continue;
    const auto settings = all_settings();
    const auto found = std::ranges::find(settings, variable, &Setting::environment_name);
    if (found != settings.end()) {
      result.push_back({&*found, text, variable});
      continue;
    }
    const auto rest = base::lower_ascii(std::string_view(variable).substr(std::string_view("SLIPWAY_").size()));
    const auto underscore = std::min(rest.find('_'), rest.size());
    if (!is_section(rest.substr(0, underscore))) continue;
    const auto key = rest.substr(0, underscore) + "." + rest.substr(std::min(underscore + 1, rest.size()));
    return unknown_key(variable, key);
  }
  return result;
}

Result<std::vector<Given>> given_in_file(const std::string& path) {
  TRY_LET(text, base::read_file(path));
  TRY_LET(entries, parse_toml(text, path));
  std::vector<Given> result;
  for (const auto& entry : entries) {
    const auto origin = path + ":" + std::to_string(entry.line);
    if (entry.kind == TomlEntry::Kind::section && is_section(entry.key)) continue;
    const Setting* setting = find_setting(entry.key);
    if (!setting) return unknown_key(origin, entry.key);
    result.push_back({setting, entry.text, origin});
    if (!is_kind_of(*setting, entry.kind)) return setting_not_valid(result.back(), std::string(kind_wanted(*setting)));
  }
  return result;
}

base::Error setting_not_valid(const Given& given, const std::string& why) {
  return base::invalid_argument("config.not_valid", given.origin + ": " + given.setting->key() + " " + why);
}

}  // namespace slipway::config
