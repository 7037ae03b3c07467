// The id under which this server claims work. There is none while its lease is lost: nothing may be claimed or started then.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/mutex.h"

namespace slipway::app {

// What an attempt says that was killed because its server may no longer hold it.
inline constexpr std::string_view lease_lost_reason = "its server could not renew its lease on the database";

// Safe from any thread. Its row is in the store before set() and its nodes are killed after clear(), by whoever keeps the lease.
class CurrentIncarnation {
 public:
  CurrentIncarnation() = default;
  explicit CurrentIncarnation(std::string id) : id_(std::move(id)) {}

  std::optional<std::string> id() const {
    const base::MutexLock lock(mutex_);
    return id_;
  }
  void set(std::string id) {
    const base::MutexLock lock(mutex_);
    id_ = std::move(id);
  }
  void clear() {
    const base::MutexLock lock(mutex_);
    id_.reset();
  }

 private:
  mutable base::Mutex mutex_;
  std::optional<std::string> id_ GUARDED_BY(mutex_);
};

}  // namespace slipway::app
