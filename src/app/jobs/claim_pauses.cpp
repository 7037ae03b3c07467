#include "app/jobs/claim_pauses.h"

#include <algorithm>
#include <utility>

namespace slipway::app {

void ClaimPauses::attempt_returned(catalog::ExecutorKind kind, std::string reason, base::Instant now) {
  const base::MutexLock lock(mutex_);
  auto& pause = pauses_[kind];
  pause.reason = std::move(reason);
  if (pause.holds(now)) return;
  pause.begin = now;
  pause.length = std::clamp(pause.length * 2, first_length, length_max);
}

void ClaimPauses::attempt_started(catalog::ExecutorKind kind) {
  const base::MutexLock lock(mutex_);
  pauses_.erase(kind);
}

std::optional<ClaimPause> ClaimPauses::find(catalog::ExecutorKind kind, base::Instant now) const {
  const base::MutexLock lock(mutex_);
  const auto found = pauses_.find(kind);
  if (found == pauses_.end() || !found->second.holds(now)) return std::nullopt;
  return found->second;
}

std::map<catalog::ExecutorKind, ClaimPause> ClaimPauses::list(base::Instant now) const {
  const base::MutexLock lock(mutex_);
  auto pauses = pauses_;
  std::erase_if(pauses, [now](const auto& each) { return !each.second.holds(now); });
  return pauses;
}

}  // namespace slipway::app
