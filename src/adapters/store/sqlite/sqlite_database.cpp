#include "adapters/store/sqlite/sqlite_database.h"

#include <memory>
#include <utility>

#include "adapters/store/connection_pool.h"
#include "adapters/store/sqlite/data_directory.h"
#include "adapters/store/sqlite/group_writer.h"
#include "adapters/store/sqlite/read_gate.h"
#include "adapters/store/sqlite/sqlite_connection.h"
#include "adapters/store/unit.h"
#include "base/assert.h"

namespace slipway::store {
namespace {

constexpr Statement begin_read{.name = "begin", .sqlite = "BEGIN", .postgres = {}, .parameters = {}};
constexpr Statement end_read{.name = "commit", .sqlite = "COMMIT", .postgres = {}, .parameters = {}};
constexpr Statement read_journal_mode{.name = "journal_mode", .sqlite = "PRAGMA journal_mode", .postgres = {}, .parameters = {}};
constexpr Statement read_anything{
    .name = "check", .sqlite = "SELECT count(*) FROM sqlite_schema", .postgres = {}, .parameters = {}};

Result<void> read_something(Connection& connection) {
  TRY(connection.query(read_anything));
  return {};
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const SqliteOptions& options, std::unique_ptr<SqliteConnection> writing)
      : options_(options),
        path_(options.directory + "/slipway.db"),
        callers_(options.reader_count_max, [this] { return open_reader(); }),
        server_(server_connection_count + engine_connection_count, [this] { return open_reader(); }),
        writer_(std::move(writing), options, path_ + "-wal", gate_) {}

  ~SqliteDatabase() override {
    request_stop();
    join();
  }

  Dialect dialect() const override { return Dialect::sqlite; }

  Result<void> check() override {
    TRY(read(&read_something, Share::server));
    TRY_LET(free, free_bytes(options_.directory));
    if (free >= options_.free_bytes_min) return {};
    return base::unavailable("store.disk_full",
                             "the disk of the data directory is nearly full: " + std::to_string(free) + " bytes are left");
  }

  DatabaseMetrics metrics() const override {
    DatabaseMetrics metrics;
    writer_.add_metrics(metrics);
    metrics.reads_in_flight = callers_.usage().in_use + server_.usage().in_use;
    metrics.oldest_read_age = gate_.oldest_age();
    metrics.wal_bytes = file_bytes(path_ + "-wal");
    return metrics;
  }

  void request_stop() override {
    writer_.request_stop();
    callers_.close();
    server_.close();
  }

  void join() override {
    writer_.join();
    callers_.wait_until_unused();
    server_.wait_until_unused();
  }

 private:
  Result<void> run_read(const Unit& unit, Share share) override {
    BASE_ASSERT(!inside_unit());
    TRY_LET(reader, (share == Share::callers ? callers_ : server_).acquire(options_.wait_max));
    const auto pass = gate_.enter();
    TRY(reader->control(begin_read));
    auto result = run_unit(unit, *reader);
    if (reader->is_in_transaction() && !reader->control(end_read)) reader.discard();
    return result;
  }

  Result<void> run_write(const Unit& unit, Share share) override {
    BASE_ASSERT(!inside_unit());
    return writer_.write(unit, share);
  }

  Result<std::unique_ptr<SqliteConnection>> open_reader() {
    return SqliteConnection::open(path_, options_, SqliteConnection::Role::reader);
  }

  const SqliteOptions options_;
  const std::string path_;
  ReadGate gate_;
  ConnectionPool<SqliteConnection> callers_;
  ConnectionPool<SqliteConnection> server_;
  GroupWriter writer_;
};

Result<void> demand_wal(SqliteConnection& connection) {
  TRY_LET(rows, connection.query(read_journal_mode));
  if (rows.front().text("journal_mode") == "wal") return {};
  return base::unavailable("store.unavailable",
                           "the data directory cannot hold the database: its file system has no shared memory");
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options) {
  if (!options.is_network_file_system_allowed) TRY(check_file_system(options.directory));
  const std::string path = options.directory + "/slipway.db";
  TRY(make_database_file(path));
  TRY_LET(writing, SqliteConnection::open(path, options, SqliteConnection::Role::writer));
  TRY(demand_wal(*writing));
  return std::unique_ptr<Database>(std::make_unique<SqliteDatabase>(options, std::move(writing)));
}

}  // namespace slipway::store
