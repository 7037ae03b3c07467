#include "app/tasks/stop_attempts_task.h"

#include "app/ports/instance_repository.h"

namespace slipway::app {

Result<TaskProgress> StopAttemptsTask::run_once(base::Instant) {
  const auto incarnation = incarnation_.id();
  if (!incarnation) return TaskProgress::done;
  TRY_LET(attempts, context_.store.read([&](Tx& tx) { return tx.instances().list_attempts_to_stop(*incarnation); }));
  for (const auto& attempt : attempts) executors_.stop(attempt);
  return TaskProgress::done;
}

}  // namespace slipway::app
