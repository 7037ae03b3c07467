#include "adapters/http/transport/limits/idle_list.h"

#include "base/assert.h"

namespace slipway::http {

void IdleList::enter(IdleConnection& connection) {
  const std::lock_guard lock(mutex_);
  BASE_ASSERT(!connection.is_listed_);
  connection.is_listed_ = true;
  connection.older_ = newest_;
  (newest_ != nullptr ? newest_->newer_ : oldest_) = &connection;
  newest_ = &connection;
  ++size_;
}

void IdleList::leave(IdleConnection& connection) {
  const std::lock_guard lock(mutex_);
  if (connection.is_listed_) unlink(connection);
}

bool IdleList::close_oldest() {
  const std::lock_guard lock(mutex_);
  return close(oldest_);
}

// A walk over all that are idle, taken only for an address that has its whole share.
bool IdleList::close_oldest_of(const std::string& share) {
  const std::lock_guard lock(mutex_);
  auto* connection = oldest_;
  while (connection != nullptr && connection->share() != share) connection = connection->newer_;
  return close(connection);
}

bool IdleList::close(IdleConnection* connection) {
  if (connection == nullptr) return false;
  unlink(*connection);
  connection->close_idle();
  return true;
}

std::size_t IdleList::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

void IdleList::unlink(IdleConnection& connection) {
  (connection.older_ != nullptr ? connection.older_->newer_ : oldest_) = connection.newer_;
  (connection.newer_ != nullptr ? connection.newer_->older_ : newest_) = connection.older_;
  connection.older_ = nullptr;
  connection.newer_ = nullptr;
  connection.is_listed_ = false;
  --size_;
}

}  // namespace slipway::http
