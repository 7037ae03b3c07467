// app/ports/server/replay_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/server/replay_repository.h"

namespace slipway::store {

class SqlReplayRepository final : public app::ReplayRepository {
 public:
  explicit SqlReplayRepository(Connection& connection) : connection_(connection) {}
  Result<bool> insert(const app::ReplayKey& key, base::Instant expires_at) override;
  Result<std::optional<app::RememberedAnswer>> find(const app::ReplayKey& key) override;
  Result<void> set_answer(const app::ReplayKey& key, int status, const std::string& body) override;
  Result<bool> take_turn(const app::ReplayKey& key, base::Instant now, base::Instant expires_at) override;
  Result<std::int64_t> delete_expired(base::Instant now, std::int64_t limit) override;

 private:
  Connection& connection_;
};

}  // namespace slipway::store
