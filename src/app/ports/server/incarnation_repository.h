// Servers that are alive. A claim names an incarnation; when its row is gone or its lease is over, the claim is void.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "app/ports/server/server_identity.h"
#include "base/instant.h"
#include "base/result.h"

namespace slipway::app {

class IncarnationRepository {
 public:
  virtual ~IncarnationRepository() = default;

  // SQLite: one process owns the file, so every other incarnation is removed. PostgreSQL: others stay until their lease ends.
  virtual Result<void> begin(const std::string& id, const std::string& host_name, base::Instant now,
                             std::chrono::microseconds lease) = 0;
  // False when the row is gone: the server must stop its work and begin anew under another id.
  virtual Result<bool> renew(const std::string& id, base::Instant now, std::chrono::microseconds lease) = 0;
  virtual Result<void> end(const std::string& id) = 0;

  // The host of a server stays known after its last incarnation ended, since its logs stay too.
  virtual Result<void> record_server(const ServerIdentity& server, base::Instant now) = 0;
  virtual Result<std::optional<std::string>> find_server_host(const std::string& server_id) = 0;
};

}  // namespace slipway::app
