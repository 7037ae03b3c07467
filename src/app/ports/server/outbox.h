// Effects that a transaction leaves to be done after its commit: rows that tasks claim, do and delete.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "base/result.h"

namespace slipway::app {

struct NewOutboxEntry {
  std::string kind;  // what is to be done: "start_jobs"
  // To what: "deployment:12". Once a kind, and the entries of one subject are done in the order in which they were added.
  std::string subject;
  base::Json payload;  // an object; what the doer wants to know before it reads the store
};

// One that was claimed.
struct OutboxEntry {
  std::int64_t id = 0;
  std::string kind;
  std::string subject;
  base::Json payload;  // null where it cannot be read
  std::int64_t fence = 0;
  std::int64_t attempt = 0;  // how often it was claimed
};

class Outbox {
 public:
  virtual ~Outbox() = default;

  virtual Result<void> add(const NewOutboxEntry& entry, base::Instant now) = 0;
  // Takes the next due one of these kinds that no living incarnation holds and that is wanted, at most one a call; of each subject only
  // the first is looked at.
  virtual Result<std::optional<OutboxEntry>> claim(const std::vector<std::string>& kinds, const std::string& incarnation,
                                                   const std::function<bool(const OutboxEntry&)>& is_wanted,
                                                   base::Instant now) = 0;
  // False: somebody else holds it by now, and the caller must undo its unit.
  virtual Result<bool> holds(const OutboxEntry& entry) = 0;
  // False: it was finished.
  virtual Result<bool> is_there(const OutboxEntry& entry) = 0;
  virtual Result<void> finish(const OutboxEntry& entry) = 0;
  // Nobody holds it any more and it is not due before `until`; nothing happens when somebody else has taken it.
  virtual Result<void> postpone(const OutboxEntry& entry, base::Instant until, std::chrono::milliseconds pause) = 0;
  virtual Result<std::int64_t> count(const std::string& subject) = 0;
};

}  // namespace slipway::app
