// The connection string: what it may not hold, what it should, and what we add to it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/store/postgres/postgres_database.h"
#include "base/result.h"

namespace slipway::store {

struct PostgresAddress {
  std::string where;                  // "host:port/database", for logs and messages; no secrets
  std::vector<std::string> warnings;  // for the operator, one sentence each
  std::vector<std::pair<std::string, std::string>> settings;  // what the string says, keyword and value
};

// Both forms that libpq reads. Errors (invalid_argument): store.url_not_valid; store.password_in_url, since command lines
// and URLs are seen by others and end in logs.
Result<PostgresAddress> parse_postgres_url(const std::string& url);

// All settings of a connection: those of the address, ours where it says nothing, and the password.
std::vector<std::pair<std::string, std::string>> connection_settings(const PostgresAddress& address,
                                                                     const PostgresOptions& options);

}  // namespace slipway::store
