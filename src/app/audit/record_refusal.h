// That the roles of somebody did not permit a call, for the audit log: of each user, operation and workspace one row a minute, all
// servers together, however often they ask.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "app/ports/context.h"
#include "base/mutex.h"

namespace slipway::app {

struct Refusal {
  access::Caller caller;
  std::optional<catalog::WorkspaceId> workspace;
  std::string operation;  // of the contract: "StartJob"
  access::Action action = access::Action::read;
};

// What this server has recorded within the pause, so that a burst costs the database one transaction. Safe from any thread.
class RecordedRefusals {
 public:
  static constexpr std::chrono::minutes pause{1};
  static constexpr std::size_t remembered_max = 10'000;  // when there are more, the database says which are recorded

  // False: it is recorded already, or somebody else is about to.
  bool take(const std::string& key, base::Instant now);
  void forget(const std::string& key);

 private:
  base::Mutex mutex_;
  std::map<std::string, base::Instant> taken_at_ GUARDED_BY(mutex_);
};

// Quick and without the database where it is recorded already. Errors: of the store.
Result<void> record_refusal(Context& context, RecordedRefusals& recorded, const Refusal& refusal);

}  // namespace slipway::app
