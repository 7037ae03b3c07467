// One budget for the memory that callers can make the server hold: bodies as they come, what they are parsed into, answers until
// they are taken. It counts bytes and holds none. Time comes in from outside, so that tests step it. From any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <utility>

#include "base/mutex.h"

namespace slipway::http {

class Room;

// Two rules keep some room for others. While others hold some, one share (address_share.h) has at most half; who has no share is
// not bounded so. And an eighth is kept for the small: rooms of at most `small_max`, which honest calls nearly all are. Who waits
// is served in order, but neither the small nor another share waits behind somebody who is too large or has their half.
class MemoryBudget {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::size_t small_max = 256 * 1024;  // what a body of 64 KiB comes to

  explicit MemoryBudget(std::size_t size) : size_(size) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  // Tells those whose time has come that there was no room.
  void give_up(Time now);

  std::size_t held() const;
  std::size_t waiting_count() const;
  std::size_t room_max() const { return size_ - size_ / 8; }  // one that is larger never fits

 private:
  friend class Room;

  struct Waiter {
    Room* room;
    std::size_t bytes;  // that the room is to hold in all
    Time until;
    std::function<void(bool)> decide;
  };

  bool try_grow(Room& room, std::size_t bytes);
  void wait(Waiter waiter);
  void settle(Room& room, std::size_t bytes);
  void leave(Room& room);

  bool would_pass_the_whole(const Room& room, std::size_t bytes) const REQUIRES_LOCK(mutex_);
  bool would_pass_its_half(const Room& room, std::size_t bytes) const REQUIRES_LOCK(mutex_);
  void hold(Room& room, std::size_t bytes) REQUIRES_LOCK(mutex_);
  void serve_waiters() REQUIRES_LOCK(mutex_);

  const std::size_t size_;
  mutable base::Mutex mutex_;
  std::size_t held_ GUARDED_BY(mutex_) = 0;  // may be over size_ by what settle() found to be there already
  std::map<std::string, std::size_t> held_by_share_ GUARDED_BY(mutex_);  // those above zero
  std::list<Waiter> waiters_ GUARDED_BY(mutex_);  // oldest first
};

// What one request holds of the budget, which must outlive it; given back when it dies. One thread at a time, but for the answer to
// a wait.
class Room {
 public:
  Room(MemoryBudget& budget, std::string share) : budget_(budget), share_(std::move(share)) {}
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  ~Room() { budget_.leave(*this); }

  std::size_t held() const { return held_; }

  // To hold that much in all, at once or not at all. It never shrinks so.
  bool try_grow_to(std::size_t bytes) { return bytes <= held_ || budget_.try_grow(*this, bytes); }
  // Waits for it until then: `decide` is called once, from any thread and under the lock of the budget, which it must not call.
  void grow_later(std::size_t bytes, MemoryBudget::Time until, std::function<void(bool)> decide) {
    budget_.wait({this, bytes, until, std::move(decide)});
  }
  // What it has come to, more or less: counted even where there is no room for it, since it is there already.
  void settle(std::size_t bytes) { budget_.settle(*this, bytes); }
  bool fits_ever(std::size_t bytes) const { return bytes <= budget_.room_max(); }

 private:
  friend class MemoryBudget;

  MemoryBudget& budget_;
  const std::string share_;
  std::size_t held_ = 0;  // changed under the lock of the budget
};

// What the handler of a request takes beside what the transport holds for its body. Nobody waits on a thread of a lane: who is told
// that there is none just now returns, having changed nothing, and is called once more when there is room for all it asked for.
class HandlerRoom {
 public:
  explicit HandlerRoom(Room& room, std::size_t base) : room_(room), taken_(base) {}

  bool take(std::size_t bytes);  // false: none just now
  bool fits_ever(std::size_t bytes) const { return room_.fits_ever(taken_ + bytes); }

  std::size_t wanted() const { return wanted_; }  // what to hold before the next call; 0: nothing was refused

 private:
  Room& room_;
  std::size_t taken_;
  std::size_t wanted_ = 0;
};

}  // namespace slipway::http
