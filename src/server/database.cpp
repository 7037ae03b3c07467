#include "server/database.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "adapters/store/postgres/postgres_database.h"
#include "adapters/store/sqlite/sqlite_database.h"

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

Result<std::unique_ptr<store::Database>> open_by_settings(const config::Config& config) {
  if (config.database.url.empty()) {
    store::SqliteOptions options;
    options.directory = config.server.data_dir;
    options.reader_count_max = static_cast<std::size_t>(config.http.read_threads + config.http.write_threads + 4);
    options.statement_time_max = config.database.statement_timeout;
    options.is_memory_mapped = config.database.is_memory_mapped;
    options.is_network_file_system_allowed = config.database.allow_network_filesystem;
    return store::open_sqlite(options);
  }
  store::PostgresOptions options;
  options.url = config.database.url;
  options.password = config.database.password;
  options.connection_count_max = static_cast<std::size_t>(config.database.connections);
  options.statement_time_max = config.database.statement_timeout;
  return store::open_postgres(options);
}

}  // namespace

Result<OpenedDatabase> open_database(const config::Config& config, base::Clock& clock) {
  TRY(make_data_directory(config.server.data_dir));
  TRY_LET(database, open_by_settings(config));
  TRY_LET(report, store::migrate(*database, clock.now()));
  return OpenedDatabase{std::move(database), std::move(report)};
}

}  // namespace slipway::server
