// An advisory lock on a connection of its own. It ends with that connection, so that other servers see at once that this one is
// gone. The lease is renewed on the same connection: callers can use up all others, and must not cost the server its lease. A name is locked under hashtextextended(name, 0); the statements that look for it (sql/release/environment.sql,
// sql/server/outbox.sql) try the same key.
#pragma once

#include <memory>
#include <string>

#include "adapters/store/postgres/postgres_database.h"
#include "base/result.h"

namespace slipway::store {

class PostgresConnection;

// For one thread at a time. Errors: those of parse_postgres_url, and store.unavailable.
class PostgresSessionLock {
 public:
  explicit PostgresSessionLock(PostgresOptions options);
  PostgresSessionLock(const PostgresSessionLock&) = delete;
  PostgresSessionLock& operator=(const PostgresSessionLock&) = delete;
  ~PostgresSessionLock();

  // Gives up what it held before.
  Result<void> take(const std::string& name);
  // Takes it anew when the connection was lost meanwhile; nothing happens before the first take().
  Result<void> keep();

  // A unit of work on this connection, committed or undone as Database::write does it, but never run twice. A connection that was lost is
  // opened anew, without the lock: keep() takes it.
  Result<void> write(const Unit& unit);

 private:
  Result<void> connect();
  Result<void> lock();
  Result<void> begin();
  void give_up();

  const PostgresOptions options_;
  std::string name_;
  std::unique_ptr<PostgresConnection> connection_;
  bool is_held_ = false;
};

}  // namespace slipway::store
