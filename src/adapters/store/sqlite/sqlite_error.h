// From SQLite's codes to our errors.
#pragma once

#include <string_view>

#include "base/error.h"

struct sqlite3;

namespace slipway::store {

// `code` is what the failing call returned on this connection just before; asks the schema which constraint it was.
base::Error sqlite_error(sqlite3* database, int code, std::string_view statement_name);

}  // namespace slipway::store
