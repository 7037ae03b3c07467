#include "app/tasks/forget_expired_task.h"

#include <algorithm>

#include "app/ports/people/people_repository.h"
#include "app/ports/run/set_aside_repository.h"
#include "app/ports/server/replay_repository.h"

namespace slipway::app {
namespace {

constexpr std::int64_t batch = 1'000;  // rows of a table in one transaction
constexpr std::chrono::minutes interval{1};

}  // namespace

Result<TaskProgress> ForgetExpiredTask::run_once(base::Instant now) {
  // A clock that was set back must not make it wait for long.
  const bool is_done = done_at_ && now >= *done_at_ && now < *done_at_ + interval;
  if (is_done) return TaskProgress::done;
  TRY_LET(count, context_.store.write([&](Tx& tx) -> Result<std::int64_t> {
    TRY_LET(tokens, tx.people().delete_expired_tokens(now, batch));
    TRY_LET(replays, tx.replays().delete_expired(now, batch));
    TRY(tx.set_asides().forget_past_tries());
    return std::max(tokens, replays);
  }));
  if (count >= batch) return TaskProgress::more;
  done_at_ = now;
  return TaskProgress::done;
}

}  // namespace slipway::app
