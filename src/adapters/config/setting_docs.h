// The documentation that the table of settings writes itself: docs/configuration.md and docs/slipway.example.toml hold these
// texts, and a test compares them.
#pragma once

#include <string>

namespace slipway::config {

std::string settings_as_markdown();  // a table for each section
std::string settings_as_toml();      // every setting, commented out, at its default

}  // namespace slipway::config
