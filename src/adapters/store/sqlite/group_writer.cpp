#include "adapters/store/sqlite/group_writer.h"

#include <algorithm>
#include <utility>

#include "adapters/store/sqlite/data_directory.h"
#include "adapters/store/unit.h"

namespace slipway::store {
namespace {

constexpr Statement begin_immediate{.name = "begin", .sqlite = "BEGIN IMMEDIATE", .postgres = {}, .parameters = {}};
constexpr Statement commit_batch{.name = "commit", .sqlite = "COMMIT", .postgres = {}, .parameters = {}};
constexpr Statement rollback_batch{.name = "rollback", .sqlite = "ROLLBACK", .postgres = {}, .parameters = {}};
constexpr Statement begin_savepoint{.name = "savepoint", .sqlite = "SAVEPOINT unit", .postgres = {}, .parameters = {}};
constexpr Statement release_savepoint{.name = "release", .sqlite = "RELEASE unit", .postgres = {}, .parameters = {}};
constexpr Statement undo_savepoint{.name = "rollback_to", .sqlite = "ROLLBACK TO unit", .postgres = {}, .parameters = {}};

constexpr std::chrono::hours optimize_every{24};
constexpr std::chrono::milliseconds gate_wait_max{
    100};  // what readers at the gate, and the writer, may have to wait for one inside

base::Error writer_busy(std::string_view why) {
  return base::unavailable("store.unavailable", "the server has more to write than it can; try again later", std::string(why));
}

}  // namespace

GroupWriter::GroupWriter(std::unique_ptr<SqliteConnection> connection, const SqliteOptions& options, std::string wal_path,
                         ReadGate& gate)
    : connection_(std::move(connection)),
      queue_max_(options.write_queue_max),
      wait_max_(options.wait_max),
      wal_bytes_max_(options.wal_bytes_max),
      wal_path_(std::move(wal_path)),
      gate_(gate),
      next_optimize_(Clock::now() + optimize_every),
      thread_([this] { run(); }) {}

GroupWriter::~GroupWriter() {
  request_stop();
  join();
}

Result<void> GroupWriter::write(const Unit& unit, Share share) {
  Order order(unit);
  const auto deadline = Clock::now() + wait_max_;
  base::MutexLock lock(mutex_);
  if (is_stopping_) return base::unavailable("store.unavailable", "the server is stopping; try again later");
  const auto room = share == Share::callers ? queue_max_ : queue_max_ + server_room;
  if (queue_.size() >= room) return writer_busy("write queue is full");
  queue_.push_back(&order);
  work_.notify_one();
  while (!order.is_done) {
    if (order.is_taken) {
      order.done.wait(lock);  // ends: every statement has a time limit
    } else if (!order.done.wait_until(lock, deadline) && !order.is_taken) {
      std::erase(queue_, &order);
      return writer_busy("waited too long for the writer");
    }
  }
  return std::move(order.result);
}

void GroupWriter::request_stop() {
  const base::MutexLock lock(mutex_);
  is_stopping_ = true;
  work_.notify_one();
}

void GroupWriter::join() {
  const base::MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void GroupWriter::add_metrics(DatabaseMetrics& metrics) const {
  const base::MutexLock lock(mutex_);
  metrics.commit_count = counters_.commit_count;
  metrics.unit_count = counters_.unit_count;
  metrics.failed_unit_count = counters_.failed_unit_count;
  metrics.commit_time_sum = counters_.commit_time_sum;
  metrics.commit_time_max = counters_.commit_time_max;
  metrics.queue_depth = queue_.size();
}

void GroupWriter::run() {
  for (Batch batch = take_batch(); !batch.empty(); batch = take_batch()) {
    run_batch(batch);
    empty_wal_when_large();
    optimize_when_due();
  }
  connection_->optimize();
}

// Empty when the writer is to stop and nothing waits any more.
GroupWriter::Batch GroupWriter::take_batch() {
  base::MutexLock lock(mutex_);
  while (!is_stopping_ && queue_.empty()) work_.wait(lock);
  Batch batch;
  while (!queue_.empty() && batch.size() < batch_max) {
    batch.push_back(queue_.front());
    batch.back()->is_taken = true;
    queue_.pop_front();
  }
  return batch;
}

void GroupWriter::run_batch(const Batch& batch) {
  for (Batch rest = batch; !rest.empty();) rest = run_transaction(rest);

  const base::MutexLock lock(mutex_);
  for (Order* order : batch) {
    ++(order->result ? counters_.unit_count : counters_.failed_unit_count);
    order->is_done = true;
    order->done.notify_one();  // under the lock: the order is gone once its caller sees is_done
  }
}

// Runs and commits the orders; returns those that must run again, since the failure of another ended the transaction
// that they were in (SQLite rolls back by itself when the disk is full or a writing statement is interrupted). Each
// round decides at least one order, the one that failed.
GroupWriter::Batch GroupWriter::run_transaction(const Batch& batch) {
  if (const auto begun = connection_->control(begin_immediate); !begun) {
    for (Order* order : batch) order->result = begun.error();
    return {};
  }
  Batch succeeded;
  for (auto order = batch.begin(); order != batch.end(); ++order) {
    run_order(**order);
    if (!connection_->is_in_transaction()) {
      succeeded.insert(succeeded.end(), order + 1, batch.end());
      return succeeded;
    }
    if ((*order)->result) succeeded.push_back(*order);
  }
  if (const auto committed = commit(); !committed)
    for (Order* order : succeeded) order->result = committed.error();
  return {};
}

void GroupWriter::run_order(Order& order) {
  order.result = connection_->control(begin_savepoint);
  if (!order.result) return;
  order.result = finish_savepoint(run_unit(order.unit, *connection_));
}

Result<void> GroupWriter::finish_savepoint(Result<void> outcome) {
  if (outcome && connection_->has_broken_foreign_keys())
    outcome =
        base::Error{base::ErrorKind::conflict, "store.constraint", "the change breaks a rule of the database", "foreign_key"};
  if (!connection_->is_in_transaction()) {
    if (outcome)
      return base::internal("store.internal", "the server made a mistake while using its database", "transaction ended early");
    return outcome;
  }
  auto ended = outcome ? Result<void>() : connection_->control(undo_savepoint);
  if (ended) ended = connection_->control(release_savepoint);
  if (ended) return outcome;
  // What the unit wrote could be committed with its neighbours: rather end the transaction, they run again.
  TRY(connection_->control(rollback_batch));
  return ended;
}

Result<void> GroupWriter::commit() {
  const auto started = Clock::now();
  auto committed = connection_->control(commit_batch);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started);
  // On a full disk COMMIT has already rolled back.
  if (!committed && connection_->is_in_transaction()) {
    if (const auto undone = connection_->control(rollback_batch); !undone) return undone;
  }
  const base::MutexLock lock(mutex_);
  if (committed) {
    ++counters_.commit_count;
    counters_.commit_time_sum += took;
    counters_.commit_time_max = std::max(counters_.commit_time_max, took);
  }
  return committed;
}

void GroupWriter::empty_wal_when_large() {
  if (file_bytes(wal_path_) <= wal_bytes_max_ || !truncation_.is_due(Clock::now())) return;
  bool is_emptied = false;
  if (gate_.close(gate_wait_max)) {
    is_emptied = connection_->truncate_wal();
    gate_.open();
  }
  if (is_emptied) truncation_.succeeded();
  else truncation_.failed(Clock::now());
}

void GroupWriter::optimize_when_due() {
  if (Clock::now() < next_optimize_) return;
  next_optimize_ = Clock::now() + optimize_every;
  connection_->optimize();
}

}  // namespace slipway::store
