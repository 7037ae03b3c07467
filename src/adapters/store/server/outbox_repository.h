// app/ports/server/outbox.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/server/outbox.h"

namespace slipway::store {

class SqlOutbox final : public app::Outbox {
 public:
  explicit SqlOutbox(Connection& connection) : connection_(connection) {}
  Result<void> add(const app::NewOutboxEntry& entry, base::Instant now) override;
  Result<std::optional<app::OutboxEntry>> claim(const std::vector<std::string>& kinds, const std::string& incarnation,
                                                const std::function<bool(const app::OutboxEntry&)>& is_wanted,
                                                base::Instant now) override;
  Result<bool> holds(const app::OutboxEntry& entry) override;
  Result<bool> is_there(const app::OutboxEntry& entry) override;
  Result<void> finish(const app::OutboxEntry& entry) override;
  Result<void> postpone(const app::OutboxEntry& entry, base::Instant until, std::chrono::milliseconds pause) override;
  Result<std::int64_t> count(const std::string& subject) override;

 private:
  Connection& connection_;
};

}  // namespace slipway::store
