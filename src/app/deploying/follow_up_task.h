// What a deployment leaves to do after its switch: forget removed jobs, plan changed schedules anew, start jobs, end memberships.
// Each kind is done in batches that may repeat; the last one of a deployment ends it. One that meets an error waits for a while, and
// does not hold up those of other deployments.
#pragma once

#include <optional>
#include <string>

#include "app/deploying/follow_up.h"
#include "app/deploying/release_workers.h"
#include "app/ports/context.h"
#include "app/ports/release/deployment_repository.h"
#include "app/ports/server/current_incarnation.h"
#include "app/tasks/task.h"
#include "app/tasks/time_outs.h"
#include "base/mutex.h"

namespace slipway::app {

class FollowUpTask final : public Task {
 public:
  FollowUpTask(Context& context, const CurrentIncarnation& incarnation, ReleaseWorkers& workers)
      : context_(context), incarnation_(incarnation), workers_(workers) {}

  std::string_view name() const override { return "follow_up"; }
  Result<TaskProgress> run_once(base::Instant now) override;
  // Of the first that waits after an error.
  std::optional<base::Instant> next_due() const override;

 private:
  void work(const FollowUp& follow_up);
  Result<void> run_to_end(const FollowUp& follow_up);
  Result<void> postpone(const OutboxEntry& entry, const base::Error& error);
  // What one batch came to: the objects up to `through` are done, for a kind that goes by object.
  struct Batch {
    bool is_last = false;
    catalog::ObjectId through{};
  };

  // One transaction each.
  Result<Batch> run_batch(const FollowUp& follow_up, catalog::ObjectId after, std::int64_t start_batch_max);
  Result<void> go_on_after(const FollowUp& follow_up, const base::Error& error, std::int64_t& start_batch_max);
  void forget_time_outs(const FollowUp& follow_up);
  Result<bool> is_finished(Tx& tx, const FollowUp& follow_up);
  Result<Batch> do_batch(Tx& tx, const FollowUp& follow_up, catalog::ObjectId after, std::int64_t start_batch_max);
  Result<void> end(Tx& tx, const FollowUp& follow_up);

  Context& context_;
  const CurrentIncarnation& incarnation_;
  ReleaseWorkers& workers_;
  mutable base::Mutex mutex_;
  std::optional<base::Instant> next_try_ GUARDED_BY(mutex_);
  TimeOuts<std::int64_t> time_outs_ GUARDED_BY(mutex_);  // of the next start, by entry of the outbox
};

}  // namespace slipway::app
