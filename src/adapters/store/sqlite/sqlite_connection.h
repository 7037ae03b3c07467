// One SQLite connection with its prepared statements. Used by one thread at a time (SQLITE_OPEN_NOMUTEX).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/store/connection.h"
#include "adapters/store/sqlite/sqlite_database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace slipway::store {

// Statistics for the planner, kept until the next time. Those of a small table are forgotten: it may have grown by millions until then, and
// without any it counts as large.
inline constexpr const char* sqlite_upkeep =
    "PRAGMA optimize; DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < 10000; ANALYZE sqlite_schema";

class SqliteConnection final : public Connection {
 public:
  enum class Role : std::uint8_t { writer, reader };

  static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, const SqliteOptions& options, Role role);
  ~SqliteConnection() override;

  Dialect dialect() const override { return Dialect::sqlite; }

  // BEGIN, COMMIT and the like: without time limit, also after a failure of the unit.
  Result<void> control(const Statement& statement);
  // False after SQLite has rolled back by itself, as it does when the disk is full.
  bool is_in_transaction() const;
  // Does the transaction hold a broken deferred foreign key? COMMIT would fail.
  bool has_broken_foreign_keys() const;
  // Copies the WAL into the database file and empties it; false, at once, when somebody was in the way: all that write wait
  // behind it, and a reader of another program may stay for hours.
  bool truncate_wal();
  // Gathers statistics for the planner where they are out of date.
  void optimize();

 private:
  using Clock = std::chrono::steady_clock;
  struct CloseDatabase {
    void operator()(sqlite3* database) const;
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const;
  };

  struct Prepared {
    std::unique_ptr<sqlite3_stmt, FinalizeStatement> handle;
    std::shared_ptr<const Rows::Columns> columns;  // once it was asked
  };

  SqliteConnection(std::unique_ptr<sqlite3, CloseDatabase> database, const SqliteOptions& options);
  Result<void> configure(const SqliteOptions& options, Role role);
  void set_busy_timeout();

  Result<std::int64_t> run_execute(const Statement& statement, Parameters parameters) override;
  Result<Rows> run_query(const Statement& statement, Parameters parameters) override;
  Result<void> run_many(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) override;
  Result<void> run_set(const Statement& statement, const std::vector<std::vector<Value>>& parameter_rows) override {
    return run_many(statement, parameter_rows);
  }
  Result<void> run_prepare(const Statement& statement) override;
  Result<void> run_text(std::string_view script) override;

  Result<sqlite3_stmt*> prepared(const Statement& statement);
  // Steps until `each_row` was told of every row; resets in any case.
  template <class EachRow>
  Result<void> step_through(const Statement& statement, sqlite3_stmt* handle, EachRow each_row);
  void begin_time_limit() { deadline_ = Clock::now() + statement_time_max_; }
  void end_time_limit() { deadline_ = Clock::time_point::max(); }

  std::unique_ptr<sqlite3, CloseDatabase> database_;
  std::unordered_map<const char*, Prepared> statements_;  // by address of the text
  const std::chrono::milliseconds statement_time_max_;
  const std::chrono::milliseconds wait_max_;  // for what another program locks
  Clock::time_point deadline_ = Clock::time_point::max();  // looked at while a statement runs
};

}  // namespace slipway::store
