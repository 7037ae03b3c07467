// <data-dir>/server.id: by it the server knows the logs that lie beside it, whatever its host is called.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "server/data_directory/data_directory.h"

namespace slipway::server {

// Made once, at the first start. Errors: server.id_not_valid, those of base/file.h.
Result<std::string> open_server_id(const DataDirectory& directory, base::RandomSource& random);

}  // namespace slipway::server
