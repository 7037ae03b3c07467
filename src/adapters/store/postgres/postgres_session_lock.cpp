#include "adapters/store/postgres/postgres_session_lock.h"

#include <utility>

#include "adapters/store/postgres/postgres_connection.h"
#include "adapters/store/postgres/postgres_url.h"
#include "adapters/store/unit.h"

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
  give_up();
  TRY(connect());
  return lock();
}

Result<void> PostgresSessionLock::keep() {
  if (name_.empty()) return {};
  if (connection_ && !connection_->command("SELECT 1")) give_up();
  if (!connection_) TRY(connect());
  if (is_held_) return {};
  return lock();
}

Result<void> PostgresSessionLock::write(const Unit& unit) {
  TRY(begin());
  auto result = run_unit(unit, *connection_);
  if (result) result = connection_->settle();
  auto ended = result ? connection_->commit() : connection_->rollback();
  if (connection_->is_lost()) give_up();
  return result ? ended : result;
}

// A connection that was lost while it was idle is replaced: nothing was sent yet.
Result<void> PostgresSessionLock::begin() {
  constexpr const char* begin_write = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
  if (connection_ && connection_->command(begin_write)) return {};
  give_up();
  TRY(connect());
  TRY(connection_->command(begin_write));
  return {};
}

Result<void> PostgresSessionLock::connect() {
  TRY_LET(address, parse_postgres_url(options_.url));
  TRY_LET(opened, PostgresConnection::open(address, options_));
  connection_ = std::move(opened);
  return {};
}

Result<void> PostgresSessionLock::lock() {
  connection_->begin_unit();
  TRY(connection_->query(lock_name, {{"name", name_}}));
  is_held_ = true;
  return {};
}

void PostgresSessionLock::give_up() {
  connection_.reset();
  is_held_ = false;
}

}  // namespace slipway::store
