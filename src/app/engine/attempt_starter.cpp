#include "app/engine/attempt_starter.h"

#include <utility>

#include "app/ports/server/crash_point.h"

namespace slipway::app {

void AttemptStarter::start_all(std::vector<ClaimedAttempt> claimed, const std::string& claimant) {
  for (const auto& next : claimed) reports_.begin(next.run.id, next.kind, next.run.queue_class);
  for (auto& next : claimed) {
    start(std::move(next));
    crash_point(CrashPoint::node_started);
  }
  // The lease may have been lost since the claim, and what ran then was killed before these were started.
  if (!claimed.empty() && incarnation_.id() != claimant) executors_.kill_all(std::string(lease_lost_reason));
}

void AttemptStarter::start(ClaimedAttempt claimed) {
  const auto id = claimed.run.id;
  const auto fail = [&](std::string message) {
    reports_.add({id, AttemptOutcome{.kind = instance::Outcome::failed, .message = std::move(message)}});
  };
  if (!claimed.refusal.empty()) return fail(std::move(claimed.refusal));
  auto* const executor = executors_.find(claimed.run.node_type);
  if (executor == nullptr) return fail("no executor of this server runs nodes of the type " + claimed.run.node_type);
  AttemptEvents events;
  events.on_handle = [this, id, kind = claimed.kind](const AttemptHandle& handle) {
    pauses_.attempt_started(kind);
    reports_.add({id, handle});
  };
  events.on_finished = [this, id](const AttemptOutcome& outcome) { reports_.add({id, outcome}); };
  events.on_returned = [this, id, kind = claimed.kind](std::string reason) {
    pauses_.attempt_returned(kind, std::move(reason), clock_.now());
    reports_.add({id, AttemptNotStarted{}});
  };
  const auto started = executor->start(std::move(claimed.run), std::move(events));
  if (started) return;
  const auto& code = started.error().code;
  if (code == "node.executor_full" || code == "node.executor_stopping") reports_.add({id, AttemptNotStarted{}});
  else fail(started.error().message);
}

}  // namespace slipway::app
