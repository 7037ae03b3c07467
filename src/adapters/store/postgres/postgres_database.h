// The PostgreSQL driver: a bounded pool of connections on which every statement is prepared once.
//
// Transaction poolers between server and database are refused: session settings, locks and prepared statements must last.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "adapters/store/database.h"
#include "base/result.h"

namespace slipway::store {

struct PostgresOptions {
  std::string url;       // postgresql://user@host/database or "host=... dbname=..."; what is not in it is libpq's default
  std::string password;  // empty: libpq looks in PGPASSWORD and the passfile
  std::size_t connection_count_max = 8;                 // for callers; beside them those of database.h for our own work
  std::chrono::milliseconds statement_time_max{5'000};  // one statement; the server ends it
  std::chrono::milliseconds lock_time_max{2'000};       // waiting for one lock
  std::chrono::milliseconds wait_max{5'000};            // for a free connection
  int attempts_max = 6;                                 // of a unit that meets deadlocks or serialization failures
  std::string session;                                  // more settings of a session, "-c name=value ..."
  StatementObserver observer;                           // may be empty
};

// Opens a first connection, so a wrong address is told at once, but makes no tables: see migrations.h.
// Errors: those of parse_postgres_url (postgres_url.h) and of postgres_abilities.h, and store.unavailable.
Result<std::unique_ptr<Database>> open_postgres(const PostgresOptions& options);

}  // namespace slipway::store
