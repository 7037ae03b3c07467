// Values that cost something to make, by key, as long as all of them together weigh no more than a bound: those that were asked for last.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <utility>

#include "base/mutex.h"

namespace slipway::base {

// Safe from any thread. A value that alone weighs more than the bound is not kept.
template <class Key, class Value>
class WeighedCache {
 public:
  using Pointer = std::shared_ptr<const Value>;

  explicit WeighedCache(std::size_t weight_max) : weight_max_(weight_max) {}

  // Null: it is not held.
  Pointer find(const Key& key) {
    const MutexLock lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) return nullptr;
    by_use_.splice(by_use_.begin(), by_use_, found->second.position);
    return found->second.value;
  }

  void keep(const Key& key, Pointer value, std::size_t weight) {
    const MutexLock lock(mutex_);
    if (weight > weight_max_ || entries_.find(key) != entries_.end()) return;
    by_use_.push_front(key);
    entries_.emplace(key, Entry{std::move(value), weight, by_use_.begin()});
    weight_ += weight;
    while (weight_ > weight_max_) {
      const auto oldest = entries_.find(by_use_.back());
      weight_ -= oldest->second.weight;
      entries_.erase(oldest);
      by_use_.pop_back();
    }
  }

 private:
  struct Entry {
    Pointer value;
    std::size_t weight = 0;
    typename std::list<Key>::iterator position;
  };

  const std::size_t weight_max_;
  Mutex mutex_;
  std::map<Key, Entry> entries_ GUARDED_BY(mutex_);
  std::list<Key> by_use_ GUARDED_BY(mutex_);  // the last used first
  std::size_t weight_ GUARDED_BY(mutex_) = 0;
};

}  // namespace slipway::base
