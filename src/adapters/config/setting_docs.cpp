#include "adapters/config/setting_docs.h"

#include <string_view>
#include <variant>

#include "adapters/config/setting.h"
#include "adapters/config/setting_value.h"

namespace slipway::config {

namespace {

struct Described {
  std::string initial;  // as a person reads it
  std::string range;
  std::string toml;     // as it stands in a file
};

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

Described describe(const NumberField& field) {
  const bool is_bytes = field.unit == NumberField::Unit::bytes;
  const auto show = [&](std::int64_t value) { return is_bytes ? format_byte_count(value) : std::to_string(value); };
  const auto range = show(field.least) + " to " + show(field.most);
  if (field.per_core > 0) return {std::to_string(field.per_core) + " for each core", range, std::to_string(field.per_core)};
  return {show(field.initial), range, is_bytes ? quoted(show(field.initial)) : show(field.initial)};
}

Described describe(const DurationField& field) {
  return {format_duration(field.initial), format_duration(field.least) + " to " + format_duration(field.most),
          quoted(format_duration(field.initial))};
}

Described describe(const FlagField& field) {
  const auto initial = std::string(field.initial ? "true" : "false");
  return {initial, "true, false", initial};
}

Described describe(const TextField& field) {
  return {std::string(field.initial), field.is_path ? "an absolute path" : "a text", quoted(field.initial)};
}

Described describe(const PairsField&) { return {{}, "KEY=VALUE, KEY=VALUE", quoted({})}; }

Described describe(const AddressField& field) { return {std::string(field.initial), "HOST:PORT", quoted(field.initial)}; }

Described describe(const IpListField&) { return {"", "IP addresses, parted by commas", quoted("")}; }

Described describe(const Setting& setting) {
  return std::visit([](const auto& field) { return describe(field); }, setting.field);
}

}  // namespace

std::string settings_as_markdown() {
  std::string result;
  std::string_view section;
  for (const Setting& setting : all_settings()) {
    if (setting.section != section) {
      section = setting.section;
      result += "\n### [" + std::string(section) + "]\n\n| Setting | Default | Range | Meaning |\n|---|---|---|---|\n";
    }
    const auto described = describe(setting);
    result += "| `" + setting.key() + "`";
    if (!setting.option.empty()) result += "<br>`" + std::string(setting.option) + "`";
    result += " | " + (described.initial.empty() ? "not set" : described.initial) + " | " + described.range + " | " +
              std::string(setting.text) + " |\n";
  }
  return result;
}

std::string settings_as_toml() {
  std::string result =
      "# Slipway's configuration: every setting at its default. Take the # away where you want another value.\n"
      "# Read from --config FILE, else from slipway.toml in the data directory. docs/configuration.md has the ranges.\n";
  std::string_view section;
  for (const Setting& setting : all_settings()) {
    if (setting.section != section) {
      section = setting.section;
      result += "\n[" + std::string(section) + "]\n";
    }
    const auto described = describe(setting);
    result += "# " + std::string(setting.text);
    if (described.toml.find(described.initial) == std::string::npos) result += " Default: " + described.initial + ".";
    result += "\n";
    result += "#" + std::string(setting.name) + " = " + described.toml + "\n";
  }
  return result;
}

}  // namespace slipway::config
