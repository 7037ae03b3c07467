#include "app/audit/record_refusal.h"

#include "app/audit/record_event.h"
#include "app/ports/server/replay_repository.h"

namespace slipway::app {

bool RecordedRefusals::take(const std::string& key, base::Instant now) {
  // Of calls at one time some come with an earlier instant than the first; what lies further ahead is of a clock that was set back.
  const auto is_over = [&](base::Instant taken_at) { return now >= taken_at + pause || taken_at > now + pause; };
  const base::MutexLock lock(mutex_);
  const auto found = taken_at_.find(key);
  if (found != taken_at_.end() && !is_over(found->second)) return false;
  if (taken_at_.size() >= remembered_max) std::erase_if(taken_at_, [&](const auto& entry) { return is_over(entry.second); });
  if (taken_at_.size() >= remembered_max) taken_at_.clear();
  taken_at_[key] = now;
  return true;
}

void RecordedRefusals::forget(const std::string& key) {
  const base::MutexLock lock(mutex_);
  taken_at_.erase(key);
}

Result<void> record_refusal(Context& context, RecordedRefusals& recorded, const Refusal& refusal) {
  auto key = refusal.caller.user.text() + " " + refusal.operation;
  if (refusal.workspace) key += " " + refusal.workspace->text();
  const auto now = context.clock.now();
  if (!recorded.take(key, now)) return {};
  base::Json detail;
  detail.set("action", std::string(access::to_text(refusal.action)));
  auto done = context.store.write([&](Tx& tx) -> Result<void> {
    TRY_LET(is_first, tx.replays().take_turn({.access = "refusal", .signature = key, .request_digest = {}}, now,
                                             now + RecordedRefusals::pause));
    if (!is_first) return {};
    return record_event(context, tx, refusal.caller,
                        {.action = "access.refused",
                         .subject_kind = "operation",
                         .subject_id = refusal.operation,
                         .subject_name = refusal.operation,
                         .detail = detail},
                        refusal.workspace);
  });
  if (!done) recorded.forget(key);
  return done;
}

}  // namespace slipway::app
