// A bounded pool of connections of one kind, opened when they are first needed, given to those who wait in the order in which they came.
// Safe to use from any thread; a lease is for one thread and must end before the pool does.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"

namespace slipway::store {

template <class C>
class ConnectionPool {
 public:
  using Open = std::function<Result<std::unique_ptr<C>>()>;

  struct Usage {
    std::size_t in_use = 0;
    std::size_t waiting = 0;
  };

  // Gives its connection back when it ends.
  class Lease {
   public:
    Lease(ConnectionPool& pool, std::unique_ptr<C> connection) : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (pool_ != nullptr) pool_->give_back(std::move(connection_));
    }

    C& operator*() const { return *connection_; }
    C* operator->() const { return connection_.get(); }

    // Closes the connection, which is of no use any more; only for the end of the lease.
    void discard() { connection_.reset(); }
    void replace(std::unique_ptr<C> connection) { connection_ = std::move(connection); }
    bool holds_one() const { return connection_ != nullptr; }

   private:
    ConnectionPool* pool_;
    std::unique_ptr<C> connection_;  // empty once discarded
  };

  ConnectionPool(std::size_t count_max, Open open) : count_max_(count_max), open_(std::move(open)) {}

  // Errors: store.unavailable when the pool is closed or none got free in time; those of opening.
  Result<Lease> acquire(std::chrono::milliseconds wait_max) {
    const auto deadline = std::chrono::steady_clock::now() + wait_max;
    base::MutexLock lock(mutex_);
    Place place;
    queue_.push_back(&place);
    bool is_in_time = true;
    while (is_in_time && !is_closed_ && !is_next(place)) is_in_time = place.changed.wait_until(lock, deadline);
    const bool may_take = is_next(place);
    std::erase(queue_, &place);
    tell_next();
    if (is_closed_) return base::unavailable("store.unavailable", "the server is stopping; try again later");
    if (!may_take) return base::unavailable("store.unavailable", "the database is busy; try again", "no free connection");
    ++in_use_;
    if (!idle_.empty()) {  // the one used last: its memory is warm, the others may stay unopened
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(connection));
    }
    lock.unlock();
    auto opened = open_();
    if (opened) return Lease(*this, std::move(*opened));
    give_back(nullptr);
    return std::move(opened).error();
  }

  // Refuses new leases and closes what is idle; connections on lease are closed as they come back.
  void close() {
    std::vector<std::unique_ptr<C>> closing;  // closed after the lock was let go
    const base::MutexLock lock(mutex_);
    is_closed_ = true;
    closing.swap(idle_);
    for (auto* place : queue_) place->changed.notify_one();
  }

  // Waits until every lease has ended.
  void wait_until_unused() {
    base::MutexLock lock(mutex_);
    while (in_use_ > 0) unused_.wait(lock);
  }

  Usage usage() const {
    const base::MutexLock lock(mutex_);
    return {.in_use = in_use_, .waiting = queue_.size()};
  }

 private:
  // In the queue, on the stack of who waits. Whoever comes later waits behind: else a busy thread that asks again at once would be served
  // before those who were woken.
  struct Place {
    base::ConditionVariable changed;
  };

  bool is_next(const Place& place) const REQUIRES_LOCK(mutex_) { return queue_.front() == &place && has_room(); }
  void tell_next() REQUIRES_LOCK(mutex_) {
    if (!queue_.empty() && has_room()) queue_.front()->changed.notify_one();
  }
  bool has_room() const REQUIRES_LOCK(mutex_) { return !idle_.empty() || in_use_ < count_max_; }

  void give_back(std::unique_ptr<C> connection) {
    const base::MutexLock lock(mutex_);
    --in_use_;
    if (connection && !is_closed_) idle_.push_back(std::move(connection));
    tell_next();
    if (in_use_ == 0) unused_.notify_all();
  }

  const std::size_t count_max_;
  const Open open_;
  mutable base::Mutex mutex_;
  base::ConditionVariable unused_;
  std::deque<Place*> queue_ GUARDED_BY(mutex_);  // who waits; the first is served first
  std::vector<std::unique_ptr<C>> idle_ GUARDED_BY(mutex_);
  std::size_t in_use_ GUARDED_BY(mutex_) = 0;  // on lease or being opened
  bool is_closed_ GUARDED_BY(mutex_) = false;
};

}  // namespace slipway::store
