// Reads the configuration once, at start: defaults, then the file, then the environment, then the command line; the later
// wins. What is not understood is an error that says where it stands and what was probably meant.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/config/config.h"
#include "base/result.h"

namespace slipway::config {

struct ConfigSources {
  std::optional<std::string> path;  // --config, which must exist; absent: slipway.toml in the data directory, if it is there
  std::vector<std::pair<std::string, std::string>> environment;   // all of it; SLIPWAY_SECTION_NAME is looked at
  std::vector<std::pair<std::string, std::string>> command_line;  // key ("server.listen") and text
  std::int64_t core_count = 1;
};

// The environment and cores of this process; nothing from the command line.
ConfigSources sources_of_this_process();

// Errors: "config.unknown_key", "config.not_valid", "config.password_in_url", "config.readable_by_others" (a file that holds a
// password and that others can read), "config.no_data_dir", and those of base::read_file.
Result<Config> load_config(const ConfigSources& sources);

}  // namespace slipway::config
