// <data-dir>/credentials.json, mode 0600: made with the first user; its endpoint is rewritten at each start.
#pragma once

#include <optional>
#include <string>

#include "app/people/first_start.h"
#include "base/result.h"

namespace slipway::server {

// What the server says after its ready line; empty when there is nothing to say.
Result<std::string> write_credentials(const std::string& data_dir, const std::string& endpoint,
                                      const std::optional<app::FirstCredentials>& made);

}  // namespace slipway::server
