#include "adapters/http/transport/limits/memory_budget.h"

namespace slipway::http {

namespace {

bool is_small(std::size_t bytes) { return bytes <= MemoryBudget::small_max; }

}  // namespace

std::size_t MemoryBudget::held() const {
  const base::MutexLock lock(mutex_);
  return held_;
}

std::size_t MemoryBudget::waiting_count() const {
  const base::MutexLock lock(mutex_);
  return waiters_.size();
}

void MemoryBudget::give_up(Time now) {
  const base::MutexLock lock(mutex_);
  for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
    if (waiter->until > now) {
      ++waiter;
      continue;
    }
    waiter->decide(false);
    waiter = waiters_.erase(waiter);
  }
  serve_waiters();  // who waited behind one of them
}

// The large do not overtake who waits.
bool MemoryBudget::try_grow(Room& room, std::size_t bytes) {
  const base::MutexLock lock(mutex_);
  const bool may_take = is_small(bytes) || waiters_.empty();
  if (!may_take || would_pass_the_whole(room, bytes) || would_pass_its_half(room, bytes)) return false;
  hold(room, bytes);
  return true;
}

void MemoryBudget::wait(Waiter waiter) {
  const base::MutexLock lock(mutex_);
  waiters_.push_back(std::move(waiter));
  serve_waiters();  // there may be room by now
}

void MemoryBudget::settle(Room& room, std::size_t bytes) {
  const base::MutexLock lock(mutex_);
  hold(room, bytes);
  serve_waiters();
}

void MemoryBudget::leave(Room& room) {
  const base::MutexLock lock(mutex_);
  waiters_.remove_if([&](const Waiter& waiter) { return waiter.room == &room; });
  hold(room, 0);
  serve_waiters();
}

bool MemoryBudget::would_pass_the_whole(const Room& room, std::size_t bytes) const {
  const auto most = is_small(bytes) ? size_ : room_max();
  return held_ - room.held_ + bytes > most;
}

bool MemoryBudget::would_pass_its_half(const Room& room, std::size_t bytes) const {
  if (room.share_.empty()) return false;
  const auto found = held_by_share_.find(room.share_);
  const auto of_share = found == held_by_share_.end() ? 0 : found->second;
  const bool do_others_hold_some = held_ > of_share;
  return do_others_hold_some && of_share - room.held_ + bytes > size_ / 2;
}

void MemoryBudget::hold(Room& room, std::size_t bytes) {
  held_ = held_ - room.held_ + bytes;
  if (!room.share_.empty()) {
    auto& of_share = held_by_share_[room.share_];
    of_share = of_share - room.held_ + bytes;
    if (of_share == 0) held_by_share_.erase(room.share_);
  }
  room.held_ = bytes;
}

void MemoryBudget::serve_waiters() {
  bool does_a_large_one_wait = false;
  for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
    const bool has_its_half = would_pass_its_half(*waiter->room, waiter->bytes);
    const bool is_its_turn = is_small(waiter->bytes) || !does_a_large_one_wait;
    if (!is_its_turn || has_its_half || would_pass_the_whole(*waiter->room, waiter->bytes)) {
      does_a_large_one_wait = does_a_large_one_wait || !has_its_half;
      ++waiter;
      continue;
    }
    hold(*waiter->room, waiter->bytes);
    waiter->decide(true);
    waiter = waiters_.erase(waiter);
  }
}

bool HandlerRoom::take(std::size_t bytes) {
  taken_ += bytes;
  if (room_.try_grow_to(taken_)) return true;
  wanted_ = taken_;
  return false;
}

}  // namespace slipway::http
