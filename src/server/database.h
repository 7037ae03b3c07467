// The database that the settings name, opened and with its tables brought up to date.
#pragma once

#include <memory>

#include "adapters/config/config.h"
#include "adapters/store/database.h"
#include "adapters/store/migrations.h"
#include "adapters/store/postgres/postgres_session_lock.h"
#include "base/clock.h"
#include "base/result.h"
#include "server/data_directory/data_directory.h"

namespace slipway::server {

struct OpenedDatabase {
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::PostgresSessionLock> session_lock;  // none on SQLite: the file has one owner
  store::MigrationReport migrations;
  bool began_with_first_version = false;
};

// The directory outlives what is opened. Errors: those of opening and migrating.
Result<OpenedDatabase> open_database(const config::Config& config, const DataDirectory& directory, base::Clock& clock);

}  // namespace slipway::server
