#include "server/database.h"

#include "adapters/store/postgres/postgres_database.h"
#include "adapters/store/postgres/postgres_url.h"
#include "adapters/store/sqlite/sqlite_database.h"
#include "base/log.h"

namespace slipway::server {

namespace {

Result<std::unique_ptr<store::Database>> open_sqlite(const config::Config& config, const DataDirectory& directory) {
  store::SqliteOptions options;
  options.directory = directory.path();
  options.reader_count_max =
      static_cast<std::size_t>(config.http.read_threads + config.http.write_threads + config.http.slow_threads);
  options.statement_time_max = config.database.statement_timeout;
  options.is_memory_mapped = config.database.is_memory_mapped;
  options.is_network_file_system_allowed = config.database.allow_network_filesystem;
  return store::open_sqlite(options);
}

// Not where connections are opened: it is the operator's to know, once a start.
void warn_of_weak_address(const std::string& url) {
  const auto address = store::parse_postgres_url(url);
  if (!address) return;  // opening it tells why
  for (const auto& warning : address->warnings) base::log_warning("database_not_verified", {{"why", warning}});
}

store::PostgresOptions to_postgres_options(const config::Config& config) {
  store::PostgresOptions options;
  options.url = config.database.url;
  options.password = config.database.password;
  options.connection_count_max = static_cast<std::size_t>(config.database.connections);
  options.statement_time_max = config.database.statement_timeout;
  return options;
}

}  // namespace

Result<OpenedDatabase> open_database(const config::Config& config, const DataDirectory& directory, base::Clock& clock) {
  OpenedDatabase opened;
  if (config.database.url.empty()) {
    TRY_LET(database, open_sqlite(config, directory));
    opened.database = std::move(database);
  } else {
    warn_of_weak_address(config.database.url);
    const auto options = to_postgres_options(config);
    TRY_LET(database, store::open_postgres(options));
    opened.database = std::move(database);
    opened.session_lock = std::make_unique<store::PostgresSessionLock>(options);
  }
  TRY_LET(report, store::migrate(*opened.database, clock.now()));
  opened.migrations = std::move(report);
  TRY_LET(is_old, store::began_with_first_version(*opened.database));
  opened.began_with_first_version = is_old;
  return opened;
}

}  // namespace slipway::server
