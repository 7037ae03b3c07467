// What must not be done twice within a time: requests with the same signature (RunOnce, StartJob), of which the same again gets the
// first answer, and audit rows of refusals.
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
  // The key for itself until then, whoever had it before; false: somebody has it now. An end that lies ahead by more than twice the
  // time that is wanted is of a clock that was set back, and counts as over.
  virtual Result<bool> take_turn(const ReplayKey& key, base::Instant now, base::Instant expires_at) = 0;
  // At most `limit`; how many there were.
  virtual Result<std::int64_t> delete_expired(base::Instant now, std::int64_t limit) = 0;
};

}  // namespace slipway::app
