// A TOML file as a flat list of settings, in the order of the file. The only place that knows the TOML library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace slipway::config {

struct TomlEntry {
  enum class Kind : std::uint8_t { text, integer, flag, section, other };

  std::string key;   // dotted: "limits.users"; for a section its name alone
  Kind kind = Kind::other;
  std::string text;  // the value; empty for sections and others
  std::uint32_t line = 0;
};

// Sections come before their entries. Errors: "config.not_valid", with line and column of what is no TOML.
Result<std::vector<TomlEntry>> parse_toml(std::string_view text, const std::string& path);

}  // namespace slipway::config
