// A small table of our own, so that the tests of the drivers do not hang on the product's tables.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "adapters/store/migrations.h"
#include "support/test_database.h"

namespace slipway::test {

using base::Error;
using store::Connection;
using store::Dialect;
using store::Migration;
using store::Statement;

inline constexpr std::array<Migration, 1> sample_sqlite_migrations = {Migration{1, "sample", R"(
  CREATE TABLE sample (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    amount INTEGER CONSTRAINT sample_amount_positive CHECK (amount > 0),
    owner TEXT,
    slot INTEGER CONSTRAINT sample_slot_once UNIQUE,  -- named at its column
    parent INTEGER REFERENCES sample (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT sample_owner_once UNIQUE (owner, amount),
    UNIQUE (amount, slot)
  ) STRICT;
  CREATE UNIQUE INDEX sample_name ON sample (name);)"}};
inline constexpr std::array<Migration, 1> sample_postgres_migrations = {Migration{1, "sample", R"(
  CREATE TABLE sample (
    id bigint NOT NULL PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    amount bigint CONSTRAINT sample_amount_positive CHECK (amount > 0),
    owner text COLLATE "C",
    slot bigint CONSTRAINT sample_slot_once UNIQUE,
    parent bigint REFERENCES sample (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT sample_owner_once UNIQUE (owner, amount),
    UNIQUE (amount, slot)
  );
  CREATE UNIQUE INDEX sample_name ON sample (name);)"}};

inline std::span<const Migration> sample_migrations(Dialect dialect) {
  if (dialect == Dialect::sqlite) return sample_sqlite_migrations;
  return sample_postgres_migrations;
}

inline constexpr std::array<std::string_view, 3> insert_sample_parameters = {"id", "name", "amount"};
inline constexpr Statement insert_sample{"insert_sample", "INSERT INTO sample (id, name, amount) VALUES (?1, ?2, ?3)",
                                         "INSERT INTO sample (id, name, amount) VALUES ($1, $2, $3)", insert_sample_parameters};
inline constexpr Statement list_samples{
    "list_samples", "SELECT id, name, amount FROM sample ORDER BY id", "SELECT id, name, amount FROM sample ORDER BY id", {}};
inline constexpr Statement count_samples{
    "count_samples", "SELECT count(*) AS n FROM sample", "SELECT count(*) AS n FROM sample", {}};
inline constexpr std::array<std::string_view, 1> id_parameter = {"id"};
inline constexpr Statement add_to_sample{"add_to_sample", "UPDATE sample SET amount = amount + 1 WHERE id = ?1",
                                         "UPDATE sample SET amount = amount + 1 WHERE id = $1", id_parameter};
inline constexpr Statement find_sample{"find_sample", "SELECT id, name, amount FROM sample WHERE id = ?1",
                                       "SELECT id, name, amount FROM sample WHERE id = $1", id_parameter};

inline Result<void> add_sample(Connection& connection, std::int64_t id, const std::string& name) {
  auto added = connection.execute(insert_sample, {{":id", id}, {":name", name}, {":amount", 1}});
  if (!added) return std::move(added).error();
  return {};
}

inline store::Unit adding_sample(std::int64_t id, const std::string& name) {
  return [=](Connection& connection) { return add_sample(connection, id, name); };
}

inline TestDatabase::Options without_tables() {
  TestDatabase::Options options;
  options.is_migrated = false;
  return options;
}

inline void add_sample_table(store::Database& database) {
  const auto report = store::migrate(database, sample_migrations(database.dialect()), base::from_microseconds(0));
  ASSERT_TRUE(report) << report.error().detail;
}

inline std::int64_t sample_count(store::Database& database) {
  std::int64_t count = -1;
  const auto read = database.read([&](Connection& connection) -> Result<void> {
    TRY_LET(rows, connection.query(count_samples));
    count = rows.front().integer("n");
    return {};
  });
  EXPECT_TRUE(read) << read.error().detail;
  return count;
}

// A test on each of the two databases, with the sample table in it.
class SampleTest : public ::testing::TestWithParam<Dialect> {
 protected:
  SampleTest() : SampleTest(without_tables()) {}
  explicit SampleTest(TestDatabase::Options options) : database_(GetParam(), std::move(options)) { add_sample_table(*database_); }

  // The unit's own error, if any.
  std::optional<Error> write(const store::Unit& unit) {
    auto written = database_->write(unit);
    if (written) return std::nullopt;
    return written.error();
  }

  std::optional<Error> read(const store::Unit& unit) {
    auto done = database_->read(unit);
    if (done) return std::nullopt;
    return done.error();
  }

  TestDatabase database_;
};

}  // namespace slipway::test
