// The database that the settings name, opened and with its tables brought up to date.
#pragma once

#include <memory>

#include "adapters/config/config.h"
#include "adapters/store/database.h"
#include "adapters/store/migrations.h"
#include "adapters/store/postgres/postgres_session_lock.h"
#include "base/clock.h"
#include "base/result.h"

namespace slipway::server {

struct OpenedDatabase {
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::PostgresSessionLock> session_lock;  // none on SQLite: the file has one owner
  store::MigrationReport migrations;
};

// Makes the data directory (0700) when it is not there. Errors: server.data_dir_not_usable, those of opening and migrating.
Result<OpenedDatabase> open_database(const config::Config& config, base::Clock& clock);

}  // namespace slipway::server
