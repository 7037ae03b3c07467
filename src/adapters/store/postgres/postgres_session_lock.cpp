#include "adapters/store/postgres/postgres_session_lock.h"

#include <utility>

#include "adapters/store/postgres/postgres_connection.h"
#include "adapters/store/postgres/postgres_url.h"

namespace slipway::store {
namespace {

constexpr std::string_view lock_parameters[] = {"name"};
constexpr Statement lock_name{.name = "lock_name",
                              .sqlite = {},
                              .postgres = "SELECT pg_advisory_lock(hashtextextended($1, 0))",
                              .parameters = lock_parameters};

}  // namespace

PostgresSessionLock::PostgresSessionLock(PostgresOptions options) : options_(std::move(options)) {}
PostgresSessionLock::~PostgresSessionLock() = default;

Result<void> PostgresSessionLock::take(const std::string& name) {
  name_ = name;
  connection_.reset();
  TRY_LET(address, parse_postgres_url(options_.url));
  TRY_LET(opened, PostgresConnection::open(address, options_));
  TRY(opened->query(lock_name, {{"name", name_}}));
  connection_ = std::move(opened);
  return {};
}

Result<void> PostgresSessionLock::keep() {
  if (name_.empty() || (connection_ && connection_->command("SELECT 1"))) return {};
  return take(std::string(name_));
}

}  // namespace slipway::store
