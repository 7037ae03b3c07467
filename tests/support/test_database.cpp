#include "support/test_database.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "adapters/store/migrations.h"
#include "support/postgres_server.h"

namespace slipway::test {
namespace {

// Which statements ran, from all threads. At the end of the program it goes into the file that SLIPWAY_STATEMENTS_RUN names, for
// tools/run-tests.
class StatementLog : public ::testing::Environment {
 public:
  void add(store::Dialect dialect, std::string_view name) {
    const std::lock_guard lock(mutex_);
    names_[dialect].emplace(name);
  }

  void TearDown() override {
    const char* const path = std::getenv("SLIPWAY_STATEMENTS_RUN");
    if (path == nullptr) return;
    std::ofstream file(path, std::ios::trunc);
    const std::lock_guard lock(mutex_);
    for (const auto& [dialect, names] : names_)
      for (const auto& name : names) file << store::to_text(dialect) << ' ' << name << '\n';
    file.close();
    EXPECT_FALSE(file.fail()) << "cannot write " << path;
  }

 private:
  std::mutex mutex_;
  std::map<store::Dialect, std::set<std::string, std::less<>>> names_;
};

StatementLog& statement_log() {
  static auto* const log = static_cast<StatementLog*>(::testing::AddGlobalTestEnvironment(new StatementLog));
  return *log;
}

template <class T>
T value_or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message + " (" + result.error().detail + ")");
  return std::move(result).value();
}

void add_tables(store::Database& database) { value_or_throw(store::migrate(database, base::from_microseconds(0))); }

// Empties without TRUNCATE, which makes new files. Foreign keys sleep meanwhile; numbers start from 1 again. No migration
// puts rows into a table.
constexpr const char* empty_all_tables = R"(
SET session_replication_role = replica;
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', name);
  END LOOP;
END $$)";

constexpr const char* drop_all_tables = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";

// PostgreSQL databases that are handed from test to test: emptying one is several times quicker than making one, even from
// a template. One of each kind is enough unless a test uses two at once.
class PostgresDatabases final : public ::testing::Environment {
 public:
  struct Place {
    std::string name;
    std::string url;
    bool is_migrated = false;
  };

  Place take(bool is_migrated) {
    auto& unused = unused_[is_migrated];
    if (unused.empty()) return make(is_migrated);
    Place place = std::move(unused.back());
    unused.pop_back();
    return place;
  }

  void give_back(Place place) {
    run_sql(place.url, place.is_migrated ? empty_all_tables : drop_all_tables);
    unused_[place.is_migrated].push_back(std::move(place));
  }

  // Where the server is not our own, it must not keep them.
  void TearDown() override {
    for (const auto& [is_migrated, places] : unused_)
      for (const auto& place : places) drop_database(PostgresServer::shared_url(), place.name);
    unused_.clear();
  }

 private:
  Place make(bool is_migrated) {
    const std::string name = "slipway_test_" + std::to_string(::getpid()) + "_" + std::to_string(++made_);
    Place place{.name = name, .url = new_database(PostgresServer::shared_url(), name), .is_migrated = is_migrated};
    if (!is_migrated) return place;
    store::PostgresOptions options;
    options.url = place.url;
    add_tables(*value_or_throw(store::open_postgres(options)));
    return place;
  }

  std::map<bool, std::vector<Place>> unused_;
  int made_ = 0;
};

PostgresDatabases& postgres_databases() {
  PostgresServer::shared_url();  // registered first, so it is torn down last
  static auto* const databases = static_cast<PostgresDatabases*>(::testing::AddGlobalTestEnvironment(new PostgresDatabases));
  return *databases;
}

// An SQLite file with all tables, closed, to be copied.
const std::string& sqlite_template() {
  static const TemporaryDirectory directory;
  static const bool is_made = [] {
    store::SqliteOptions options;
    options.directory = directory.path();
    add_tables(*value_or_throw(store::open_sqlite(options)));
    return true;
  }();
  static_cast<void>(is_made);
  static const std::string path = directory / "slipway.db";
  return path;
}

}  // namespace

TestDatabase::TestDatabase(store::Dialect dialect, Options options) : dialect_(dialect), options_(std::move(options)) {
  if (dialect_ == store::Dialect::sqlite) {
    directory_.emplace();
    if (options_.is_migrated) std::filesystem::copy_file(sqlite_template(), *directory_ / "slipway.db");
  } else {
    auto place = postgres_databases().take(options_.is_migrated);
    name_ = std::move(place.name);
    url_ = std::move(place.url);
  }
  open();
}

TestDatabase::~TestDatabase() {
  close();
  if (name_.empty()) return;
  try {
    postgres_databases().give_back({.name = name_, .url = url_, .is_migrated = options_.is_migrated});
  } catch (const std::exception& failure) {
    ADD_FAILURE() << failure.what();
  }
}

void TestDatabase::open() {
  const auto noting = [dialect = dialect_, &log = statement_log()](const store::StatementObserver& observer) {
    return [dialect, &log, observer](const store::Statement& statement, std::chrono::microseconds took) {
      log.add(dialect, statement.name);
      if (observer) observer(statement, took);
    };
  };
  if (dialect_ == store::Dialect::sqlite) {
    auto options = options_.sqlite;
    options.directory = directory_->path();
    options.observer = noting(options.observer);
    database_ = value_or_throw(store::open_sqlite(options));
  } else {
    auto options = options_.postgres;
    options.url = url_ + " " + options_.postgres_address;  // the later one of two counts
    options.observer = noting(options.observer);
    database_ = value_or_throw(store::open_postgres(options));
  }
}

void TestDatabase::close() { database_.reset(); }

void TestDatabase::reopen() {
  close();
  open();
}

void TestDatabase::reopen(Options options) {
  close();
  options.is_migrated = options_.is_migrated;
  options_ = std::move(options);
  open();
}

}  // namespace slipway::test
