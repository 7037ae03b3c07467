// The settings that somebody gave, each with where it stands, before they are put into a Config.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/config/load_config.h"
#include "adapters/config/setting.h"
#include "base/result.h"

namespace slipway::config {

// `origin` is shown to the user: "slipway.toml:12", "SLIPWAY_LIMITS_USERS", "--listen".
struct Given {
  const Setting* setting;
  std::string text;
  std::string origin;
};

// Errors of the three: "config.unknown_key", "config.not_valid".
Result<std::vector<Given>> given_on_command_line(const ConfigSources& sources);
Result<std::vector<Given>> given_in_environment(const ConfigSources& sources);
Result<std::vector<Given>> given_in_file(const std::string& path);

base::Error setting_not_valid(const Given& given, const std::string& why);

}  // namespace slipway::config
