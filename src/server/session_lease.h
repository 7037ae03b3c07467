// app/ports/server/lease_store.h over the session that holds the lock: leases are written on the one connection that callers cannot take.
#pragma once

#include "adapters/store/postgres/postgres_session_lock.h"
#include "app/ports/server/lease_store.h"

namespace slipway::server {

// The lock must outlive it.
class SessionLease final : public app::LeaseStore {
 public:
  explicit SessionLease(store::PostgresSessionLock& lock) : lock_(lock) {}

  Result<void> take_lock(const std::string& incarnation) override { return lock_.take(incarnation); }
  Result<void> keep_lock() override { return lock_.keep(); }
  Result<void> write(const std::function<Result<void>(app::IncarnationRepository&)>& unit) override;

 private:
  store::PostgresSessionLock& lock_;
};

}  // namespace slipway::server
