// app/ports/server/incarnation_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/server/incarnation_repository.h"

namespace slipway::store {

class SqlIncarnationRepository final : public app::IncarnationRepository {
 public:
  explicit SqlIncarnationRepository(Connection& connection) : connection_(connection) {}
  Result<void> begin(const std::string& id, const std::string& host_name, base::Instant now,
                     std::chrono::microseconds lease) override;
  Result<bool> renew(const std::string& id, base::Instant now, std::chrono::microseconds lease) override;
  Result<void> end(const std::string& id) override;
  Result<void> record_server(const app::ServerIdentity& server, base::Instant now) override;
  Result<std::optional<std::string>> find_server_host(const std::string& server_id) override;

 private:
  Connection& connection_;
};

}  // namespace slipway::store
