// Kinds of nodes that this server does not claim for a while: it could not start the last ones for want of what is its own to
// give (descriptors, processes, memory, disk), and claiming the next would only use up the queue.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "base/instant.h"
#include "base/mutex.h"
#include "domain/catalog/node_types.h"

namespace slipway::app {

struct ClaimPause {
  base::Instant begin{};
  std::chrono::milliseconds length{0};
  std::string reason;  // of the last attempt that came back

  base::Instant end() const { return begin + length; }
  // A clock that was set back makes no pause longer.
  bool holds(base::Instant now) const { return begin <= now && now < end(); }
};

// Safe from any thread.
class ClaimPauses {
 public:
  static constexpr std::chrono::milliseconds first_length{1'000}, length_max{60'000};

  // An attempt came back. A pause that is over is followed by one of twice its length; one that holds is not made longer, since
  // what was claimed together comes back together.
  void attempt_returned(catalog::ExecutorKind kind, std::string reason, base::Instant now);
  void attempt_started(catalog::ExecutorKind kind);  // it goes again: the next pause is short

  std::optional<ClaimPause> find(catalog::ExecutorKind kind, base::Instant now) const;  // none: it does not hold
  std::map<catalog::ExecutorKind, ClaimPause> list(base::Instant now) const;  // those that hold

 private:
  mutable base::Mutex mutex_;
  std::map<catalog::ExecutorKind, ClaimPause> pauses_ GUARDED_BY(mutex_);
};

}  // namespace slipway::app
