// Servers that are alive. A claim names an incarnation; when its row is gone or its lease is over, the claim is void.
#pragma once

#include <chrono>
#include <string>

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
};

}  // namespace slipway::app
