// An advisory lock on a connection of its own. It ends with that connection, so that other servers see at once that this one is
// gone. A name is locked under hashtextextended(name, 0); the statements that look for it (sql/environment.sql,
// sql/deployment.sql) try the same key.
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

 private:
  const PostgresOptions options_;
  std::string name_;
  std::unique_ptr<PostgresConnection> connection_;  // none: not held
};

}  // namespace slipway::store
