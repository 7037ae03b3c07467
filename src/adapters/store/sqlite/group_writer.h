// The one thread that writes: units of work wait in a queue, and what waits together is committed together, since a
// flush to disk costs the same for one unit as for hundreds. Each unit has a savepoint, so one that fails takes none of its
// neighbours along. No artificial delay: batches form by themselves while the commit before is being flushed.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapters/store/database.h"
#include "adapters/store/sqlite/read_gate.h"
#include "adapters/store/sqlite/sqlite_connection.h"
#include "adapters/store/sqlite/truncation_pause.h"
#include "base/mutex.h"
#include "base/result.h"

namespace slipway::store {

// Safe to use from any thread.
class GroupWriter {
 public:
  static constexpr std::size_t batch_max = 256;     // units a commit
  static constexpr std::size_t server_room = 64;  // places of the queue that callers cannot take

  // The gate must outlive the writer.
  GroupWriter(std::unique_ptr<SqliteConnection> connection, const SqliteOptions& options, std::string wal_path, ReadGate& gate);
  ~GroupWriter();

  // Waits until the unit's commit is on the disk, or its error is known.
  Result<void> write(const Unit& unit, Share share);

  void request_stop();
  void join();

  void add_metrics(DatabaseMetrics& metrics) const;

 private:
  using Clock = std::chrono::steady_clock;

  // Lives on the stack of the caller that waits for it. The flags are read and set under mutex_; the result is the writer's
  // until is_done is set.
  struct Order {
    explicit Order(const Unit& wanted) : unit(wanted) {}

    const Unit& unit;
    Result<void> result;
    bool is_taken = false;  // by the writer, out of the queue
    bool is_done = false;
    base::ConditionVariable done;
  };
  using Batch = std::vector<Order*>;

  void run();
  Batch take_batch();
  void run_batch(const Batch& batch);
  Batch run_transaction(const Batch& batch);
  void run_order(Order& order);
  Result<void> finish_savepoint(Result<void> outcome);
  Result<void> commit();
  void empty_wal_when_large();
  void optimize_when_due();

  const std::unique_ptr<SqliteConnection> connection_;  // the writer thread's own
  const std::size_t queue_max_;
  const std::chrono::milliseconds wait_max_;
  const std::uint64_t wal_bytes_max_;
  const std::string wal_path_;
  ReadGate& gate_;
  TruncationPause truncation_;
  Clock::time_point next_optimize_;

  mutable base::Mutex mutex_;
  base::ConditionVariable work_;
  std::deque<Order*> queue_ GUARDED_BY(mutex_);
  bool is_stopping_ GUARDED_BY(mutex_) = false;
  DatabaseMetrics counters_ GUARDED_BY(mutex_);

  base::Mutex join_mutex_;
  std::thread thread_ GUARDED_BY(join_mutex_);
};

}  // namespace slipway::store
