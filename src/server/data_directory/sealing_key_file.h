// <data-dir>/secret.key, which opens the secrets of the database.
#pragma once

#include <string>

#include "app/ports/context.h"
#include "base/seal.h"
#include "server/data_directory/data_directory.h"

namespace slipway::server {

// Made when neither the file nor a database that was made with one is there. Errors: seal.key_file_missing, seal.other_key,
// those of base/seal.h.
Result<base::SealingKey> open_sealing_key(app::Context& context, const DataDirectory& directory);

}  // namespace slipway::server
