#include "adapters/store/postgres/postgres_database.h"

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

#include "adapters/store/connection_pool.h"
#include "adapters/store/postgres/postgres_connection.h"
#include "adapters/store/postgres/postgres_url.h"
#include "adapters/store/unit.h"
#include "base/assert.h"
#include "base/mutex.h"

namespace slipway::store {
namespace {

using Pool = ConnectionPool<PostgresConnection>;

constexpr const char* begin_snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr const char* begin_write = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
constexpr std::chrono::milliseconds first_pause{2};
constexpr std::chrono::milliseconds pause_max{100};

constexpr Statement select_anything{.name = "check", .sqlite = {}, .postgres = "SELECT 1", .parameters = {}};

Result<void> select_something(Connection& connection) {
  TRY(connection.query(select_anything));
  return {};
}

// A plan is kept for as long as its connection. One that was made while a table was small would read all of it ever after; nor are hash joins
// and bitmaps for a batch of keys. What such a setting makes dear is no reason to compile it.
PostgresOptions looking_up(PostgresOptions options) {
  options.session += " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off -c jit=off";
  return options;
}

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(PostgresAddress address, const PostgresOptions& options)
      : address_(std::move(address)),
        options_(options),
        callers_(options.connection_count_max, [this] { return PostgresConnection::open(address_, options_); }),
        server_(server_connection_count, [this] { return PostgresConnection::open(address_, options_); }),
        engine_(engine_connection_count, [this] { return PostgresConnection::open(address_, looking_up(options_)); }),
        jitter_(std::random_device{}()) {}

  ~PostgresDatabase() override {
    request_stop();
    join();
  }

  Dialect dialect() const override { return Dialect::postgres; }

  Result<void> check() override { return read(&select_something, Share::server); }

  DatabaseMetrics metrics() const override {
    const auto of_callers = callers_.usage();
    const auto of_server = server_.usage();
    const auto of_engine = engine_.usage();
    const base::MutexLock lock(mutex_);
    DatabaseMetrics metrics = counters_;
    metrics.queue_depth = of_callers.waiting + of_server.waiting + of_engine.waiting;
    metrics.reads_in_flight = of_callers.in_use + of_server.in_use + of_engine.in_use;
    return metrics;
  }

  void request_stop() override {
    callers_.close();
    server_.close();
    engine_.close();
  }
  void join() override {
    callers_.wait_until_unused();
    server_.wait_until_unused();
    engine_.wait_until_unused();
  }

  // So that a wrong address is told at the start.
  Result<void> open_first() {
    TRY(callers_.acquire(options_.wait_max));
    return {};
  }

 private:
  Result<void> run_read(const Unit& unit, Share share) override {
    BASE_ASSERT(!inside_unit());
    TRY_LET(connection, pool_of(share).acquire(options_.wait_max));
    auto result = run_begun(connection, begin_snapshot, unit);
    if (result) result = connection->settle();
    end_without_writing(connection);
    return result;
  }

  Result<void> run_write(const Unit& unit, Share share) override {
    BASE_ASSERT(!inside_unit());
    for (int attempt = 1;; ++attempt) {
      bool may_be_retried = false;
      auto result = attempt_write(unit, share, may_be_retried);
      if (!may_be_retried || attempt >= options_.attempts_max) return result;
      count(&DatabaseMetrics::retry_count);
      pause(attempt);
    }
  }

  Pool& pool_of(Share share) {
    switch (share) {
      case Share::callers: return callers_;
      case Share::server: return server_;
      case Share::engine: return engine_;
    }
    base::unreachable();
  }

  // A connection that was lost while it was idle (the server was restarted, say) is replaced: nothing came of what was sent.
  Result<void> run_begun(Pool::Lease& connection, const char* begin, const Unit& unit) {
    auto result = begin_and_run(connection, begin, unit);
    if (result || !connection->is_lost() || connection->has_answered()) return result;
    TRY_LET(fresh, PostgresConnection::open(address_, options_));
    count(&DatabaseMetrics::reconnect_count);
    connection.replace(std::move(fresh));
    return begin_and_run(connection, begin, unit);
  }

  Result<void> begin_and_run(Pool::Lease& connection, const char* begin, const Unit& unit) {
    connection->forget_failure();
    TRY(connection->send_begin(begin));
    auto result = run_unit(unit, *connection);
    if (result && !connection->has_answered()) result = connection->settle();
    return result;
  }

  void end_without_writing(Pool::Lease& connection) {
    if (connection->is_lost() || !connection->rollback()) connection.discard();
  }

  // Gives its connection back before the caller pauses.
  Result<void> attempt_write(const Unit& unit, Share share, bool& may_be_retried) {
    TRY_LET(connection, pool_of(share).acquire(options_.wait_max));
    auto result = run_begun(connection, begin_write, unit);
    if (result) {
      result = commit(connection);
      may_be_retried = connection.holds_one() && !result && connection->may_be_retried();
    } else {
      may_be_retried = connection->may_be_retried();
      end_without_writing(connection);
    }
    count(result ? &DatabaseMetrics::unit_count : &DatabaseMetrics::failed_unit_count);
    return result;
  }

  Result<void> commit(Pool::Lease& connection) {
    const auto started = std::chrono::steady_clock::now();
    auto committed = connection->commit();
    if (committed) {
      count_commit(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started));
      if (connection->is_lost()) connection.discard();
      return {};
    }
    if (connection->is_outcome_unknown()) {
      connection.discard();
      return base::unavailable("store.outcome_unknown",
                               "the connection to the database was lost while the change was being saved; look whether it was",
                               std::move(committed).error().detail);
    }
    // What was sent before it failed; or it did itself, by a deferred constraint or a conflict told late, and is rolled back already.
    if (connection->is_lost() || connection->is_in_transaction()) end_without_writing(connection);
    return committed;
  }

  // Longer each time, and of random length, so that those who met do not meet again.
  void pause(int attempt) {
    const auto longest = std::min(pause_max, first_pause * (1 << std::min(attempt, 10)));
    std::chrono::microseconds length;
    {
      const base::MutexLock lock(mutex_);
      length = std::chrono::microseconds(
          std::uniform_int_distribution<std::int64_t>(0, std::chrono::microseconds(longest).count())(jitter_));
    }
    std::this_thread::sleep_for(length);
  }

  void count(std::uint64_t DatabaseMetrics::* counter) {
    const base::MutexLock lock(mutex_);
    ++(counters_.*counter);
  }

  void count_commit(std::chrono::microseconds took) {
    const base::MutexLock lock(mutex_);
    ++counters_.commit_count;
    counters_.commit_time_sum += took;
    counters_.commit_time_max = std::max(counters_.commit_time_max, took);
  }

  const PostgresAddress address_;
  const PostgresOptions options_;
  Pool callers_;
  Pool server_;
  Pool engine_;
  mutable base::Mutex mutex_;
  DatabaseMetrics counters_ GUARDED_BY(mutex_);
  std::minstd_rand jitter_ GUARDED_BY(mutex_);
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const PostgresOptions& options) {
  TRY_LET(address, parse_postgres_url(options.url));
  auto database = std::make_unique<PostgresDatabase>(std::move(address), options);
  TRY(database->open_first());
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace slipway::store
