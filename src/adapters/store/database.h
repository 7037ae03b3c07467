// A database as the store sees it: units of work that read one snapshot or write all or nothing. Two drivers implement
// it, opened by sqlite/sqlite_database.h and postgres/postgres_database.h.
//
// All functions may be called from any thread, but never from inside a unit: nesting is asserted, since it could wait
// for itself. A unit must not keep the Connection or any Row past its end, and does nothing slow that is no SQL.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "adapters/store/connection.h"
#include "base/result.h"

namespace slipway::store {

using Unit = std::function<Result<void>(Connection&)>;

// Whose work a unit is. Callers wait for one another, for rows too, and can use up all that is theirs; the server's own work (releases,
// probes) and the engine's have connections, and room at the writer, that they cannot take. What the engine asks are rows by their keys, a
// batch at a time, in tables that grow by millions within the life of a connection: on PostgreSQL its sessions plan for nothing else.
enum class Share : std::uint8_t { callers, server, engine };

// Connections at most, opened when they are needed. The engine's: rounds and the claims beside them, planner, recovery, one to spare.
// The server's: probes, what hands out releases, one to spare, and one for each of release.workers (16 at most).
inline constexpr std::size_t engine_connection_count = 5;
inline constexpr std::size_t server_connection_count = 19;

// Counters since the start, and gauges. What a driver does not have stays 0.
struct DatabaseMetrics {
  std::uint64_t commit_count = 0;
  std::uint64_t unit_count = 0;  // write units that were committed; with commit_count the size of a batch
  std::uint64_t failed_unit_count = 0;  // write units that were rolled back
  std::uint64_t retry_count = 0;  // PostgreSQL: deadlocks and serialization failures
  std::uint64_t reconnect_count = 0;  // PostgreSQL: lost connections that were replaced
  std::chrono::microseconds commit_time_sum{0};
  std::chrono::microseconds commit_time_max{0};
  std::uint64_t queue_depth = 0;  // units that wait: for the writer (SQLite), for a connection (PostgreSQL)
  std::uint64_t reads_in_flight = 0;  // PostgreSQL: connections in use
  std::chrono::microseconds oldest_read_age{0};  // SQLite: how long the oldest snapshot has been open
  std::uint64_t wal_bytes = 0;  // SQLite
};

class Database {
 public:
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  virtual ~Database() = default;

  virtual Dialect dialect() const = 0;

  // One snapshot, taken by the first statement of the unit. Statements that write fail with store.internal.
  Result<void> read(const Unit& unit, Share share = Share::callers) { return run_read(unit, share); }

  // Commits when the unit returns a value and rolls back when it returns an error, which is then the result. A unit whose
  // statement failed is rolled back whatever it returns. The unit may run on another thread while the caller waits, and
  // more than once, so it assigns its outputs and never appends to them.
  // Errors beside those of the unit: store.unavailable (busy, stopping), store.disk_full, and store.outcome_unknown when
  // the connection was lost in COMMIT: the caller must look whether it happened.
  Result<void> write(const Unit& unit, Share share = Share::callers) { return run_write(unit, share); }

  // Is it of use just now? A trivial read, and on SQLite the free space. For /readyz.
  virtual Result<void> check() = 0;

  virtual DatabaseMetrics metrics() const = 0;

  // Units that were accepted end as usual, later ones are refused with store.unavailable. In any state, any number of times;
  // the destructor does both.
  virtual void request_stop() = 0;
  virtual void join() = 0;

 private:
  virtual Result<void> run_read(const Unit& unit, Share share) = 0;
  virtual Result<void> run_write(const Unit& unit, Share share) = 0;
};

}  // namespace slipway::store
