// An empty database for a test, of either kind, with all tables in it unless told otherwise. On PostgreSQL a database goes
// from test to test, emptied: a test that changes tables takes one without the product's. Which statements ran is noted, so that
// tools/run-tests can name those that no test runs.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "adapters/store/database.h"
#include "adapters/store/postgres/postgres_database.h"
#include "adapters/store/sqlite/sqlite_database.h"
#include "support/temporary_directory.h"

namespace slipway::test {

class TestDatabase {
 public:
  struct Options {
    bool is_migrated = true;
    store::SqliteOptions sqlite;      // the directory is filled in, and what observes notes the statement too
    store::PostgresOptions postgres;  // so are the URL and what observes
    std::string postgres_address;     // "host=... port=..." of a proxy before the server
  };

  explicit TestDatabase(store::Dialect dialect) : TestDatabase(dialect, Options{}) {}
  TestDatabase(store::Dialect dialect, Options options);
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase();

  store::Database& operator*() const { return *database_; }
  store::Database* operator->() const { return database_.get(); }
  store::Dialect dialect() const { return dialect_; }

  // As a server that starts again does it: the same data, a new Database.
  void reopen();
  void close();
  // With other options, say a smaller disk.
  void reopen(Options options);

  // Where the data is, to open it by other means.
  const std::string& sqlite_directory() const { return directory_->path(); }
  const std::string& postgres_url() const { return url_; }

 private:
  void open();

  store::Dialect dialect_;
  Options options_;
  std::optional<TemporaryDirectory> directory_;  // SQLite only
  std::string name_;                             // PostgreSQL only: of the database
  std::string url_;
  std::unique_ptr<store::Database> database_;
};

// INSTANTIATE_TEST_SUITE_P(Store, MyTest, each_dialect(), dialect_name);
inline auto each_dialect() { return ::testing::Values(store::Dialect::sqlite, store::Dialect::postgres); }
inline std::string dialect_name(const ::testing::TestParamInfo<store::Dialect>& parameter) {
  return std::string(store::to_text(parameter.param));
}

}  // namespace slipway::test
