// Signatures whose requests must not be done twice (RunOnce, StartJob): the same again gets the first answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/instant.h"
#include "base/result.h"

namespace slipway::app {

struct ReplayKey {
  std::string access;
  std::string signature;
  std::string request_digest;  // over workspace, method, path and body
};

struct RememberedAnswer {
  std::string request_digest;
  int status = 0;
  std::string body;
};

class ReplayRepository {
 public:
  virtual ~ReplayRepository() = default;

  // Inserted first in the transaction, so that a twin waits for it. False: it is there already.
  virtual Result<bool> insert(const ReplayKey& key, base::Instant expires_at) = 0;
  virtual Result<std::optional<RememberedAnswer>> find(const ReplayKey& key) = 0;
  virtual Result<void> set_answer(const ReplayKey& key, int status, const std::string& body) = 0;
  // At most `limit`; how many there were.
  virtual Result<std::int64_t> delete_expired(base::Instant now, std::int64_t limit) = 0;
};

}  // namespace slipway::app
