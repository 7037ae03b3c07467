#include "adapters/store/migrations.h"

#include <cstddef>
#include <utility>

#include "generated/sql/statements.h"

namespace slipway::store {
namespace {

std::string file_name(std::int64_t number, std::string_view name) {
  std::string digits = std::to_string(number);
  if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
  return digits + "_" + std::string(name);
}

// PostgreSQL: the key is our own choice, "slipway" read as a number. A migration may take longer than a statement should, and a
// server that finds another one migrating waits for it. SQLite needs nothing: its writer has the database alone.
Result<void> lock_schema(Connection& connection) {
  if (connection.dialect() == Dialect::sqlite) return {};
  return connection.run_script(
      "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10min'; SELECT pg_advisory_xact_lock(32488822435963257)");
}

// How many of the migrations the database has had.
Result<std::size_t> count_applied(Connection& connection, std::span<const Migration> migrations) {
  TRY(connection.execute(sql::create_schema_migration));
  TRY_LET(rows, connection.query(sql::list_schema_migrations));
  std::size_t count = 0;
  for (const Row row : rows) {
    const std::string applied = file_name(row.integer("number"), row.text("name"));
    if (count == migrations.size())
      return base::conflict("store.schema_too_new",
                            "the database was changed by a newer version of the program (migration " + applied +
                                "); start that version again, or go back to a copy of the database from before");
    const Migration& known = migrations[count];
    if (applied != file_name(known.number, known.name))
      return base::conflict("store.schema_unknown", "the database has had the migration " + applied + " where this program has " +
                                                        file_name(known.number, known.name) +
                                                        "; it belongs to another line of versions");
    ++count;
  }
  return count;
}

Result<void> apply(Connection& connection, const Migration& migration, base::Instant now) {
  auto done = connection.run_script(migration.text);
  if (!done) {
    base::Error error = std::move(done).error();
    error.detail = "migration " + file_name(migration.number, migration.name) + ": " + error.detail;
    return error;
  }
  TRY(connection.execute(sql::insert_schema_migration,
                         {{":number", migration.number}, {":name", migration.name}, {":applied_at", now}}));
  return {};
}

}  // namespace

Result<MigrationReport> migrate(Database& database, std::span<const Migration> migrations, base::Instant now) {
  MigrationReport report;
  auto outcome = database.write([&](Connection& connection) -> Result<void> {
    TRY(lock_schema(connection));
    TRY_LET(count, count_applied(connection, migrations));
    report = {.from = static_cast<int>(count), .to = static_cast<int>(migrations.size()), .applied = {}};
    for (const Migration& migration : migrations.subspan(count)) {
      TRY(apply(connection, migration, now));
      report.applied.push_back(file_name(migration.number, migration.name));
    }
    return {};
  });
  if (!outcome) return std::move(outcome).error();
  return report;
}

// The first version had one migration. All that a database lacks is applied at one time.
Result<bool> began_with_first_version(Database& database) {
  bool is_so = false;
  TRY(database.read([&](Connection& connection) -> Result<void> {
    TRY_LET(rows, connection.query(sql::list_first_migrations));
    is_so = rows.size() == 2 && rows[0].instant("applied_at") != rows[1].instant("applied_at");
    return {};
  }));
  return is_so;
}

Result<MigrationReport> migrate(Database& database, base::Instant now) {
  return migrate(database, sql::migrations(database.dialect()), now);
}

}  // namespace slipway::store
