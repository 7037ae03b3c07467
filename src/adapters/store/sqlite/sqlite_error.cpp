#include "adapters/store/sqlite/sqlite_error.h"

#include <sqlite3.h>

#include <cerrno>
#include <string>

#include "adapters/store/sqlite/sqlite_constraint.h"

namespace slipway::store {
namespace {

base::Error sqlite_disk_full(std::string detail) {
  return base::unavailable("store.disk_full", "the server's disk is full; free some space and try again", std::move(detail));
}

bool is_out_of_space(sqlite3* database) {
  const int number = sqlite3_system_errno(database);
  return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

}  // namespace

base::Error sqlite_error(sqlite3* database, int code, std::string_view statement_name) {
  const std::string message = sqlite3_errmsg(database);  // holds names of the schema, never bound values
  const std::string detail = std::string(statement_name) + ": " + message + " (SQLite " + std::to_string(code) + ")";
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_DATATYPE) break;
      return base::Error{base::ErrorKind::conflict, "store.constraint", "the change breaks a rule of the database",
                         constraint_name(database, code, message)};
    case SQLITE_FULL: return sqlite_disk_full(detail);
    case SQLITE_IOERR:
      if (is_out_of_space(database)) return sqlite_disk_full(detail);
      return base::unavailable("store.unavailable", "the server cannot reach its database; try again later", detail);
    case SQLITE_INTERRUPT: return base::unavailable("store.statement_timeout", "the database took too long; try again", detail);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
      return base::unavailable("store.unavailable", "the server cannot use its database just now; try again", detail);
    default: break;
  }
  return base::internal("store.internal", "the server made a mistake while using its database", detail);
}

}  // namespace slipway::store
