#include "server/database.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "adapters/store/postgres/postgres_database.h"
#include "adapters/store/postgres/postgres_url.h"
#include "adapters/store/sqlite/sqlite_database.h"
#include "base/log.h"

namespace slipway::server {

namespace {

constexpr mode_t owner_only = 0700;

Result<void> make_data_directory(const std::string& path) {
  const auto not_usable = [&](const std::string& why) {
    return base::unavailable("server.data_dir_not_usable", "the data directory " + path + " cannot be used: " + why);
  };
  std::error_code failure;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), failure);
  if (failure) return not_usable(failure.message());
  if (::mkdir(path.c_str(), owner_only) != 0 && errno != EEXIST) return not_usable(std::strerror(errno));
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return not_usable(std::strerror(errno));
  if (!S_ISDIR(found.st_mode)) return not_usable("it is no directory");
  // Key file and database lie in it: nobody else may look.
  if ((found.st_mode & 077) != 0 && ::chmod(path.c_str(), owner_only) != 0) return not_usable(std::strerror(errno));
  return {};
}

Result<std::unique_ptr<store::Database>> open_sqlite(const config::Config& config) {
  store::SqliteOptions options;
  options.directory = config.server.data_dir;
  options.reader_count_max = static_cast<std::size_t>(config.http.read_threads + config.http.write_threads + 4);
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

Result<OpenedDatabase> open_database(const config::Config& config, base::Clock& clock) {
  TRY(make_data_directory(config.server.data_dir));
  OpenedDatabase opened;
  if (config.database.url.empty()) {
    TRY_LET(database, open_sqlite(config));
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
  return opened;
}

}  // namespace slipway::server
