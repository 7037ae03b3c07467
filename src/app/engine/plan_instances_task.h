// Makes the instances of scheduling jobs whose plan time has come, also those that were missed, oldest first. Instances
// and next plan time move in one transaction, so that no plan time is lost or made twice.
#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "app/ports/context.h"
#include "app/ports/schedule_repository.h"
#include "app/run/job_cache.h"
#include "app/run/scheduled_job.h"
#include "app/tasks/task.h"

namespace slipway::app {

class PlanInstancesTask final : public Task {
 public:
  // `made_instances` is called after a commit that made some.
  PlanInstancesTask(Context& context, JobCache& jobs, std::function<void()> made_instances)
      : context_(context), jobs_(jobs), made_instances_(std::move(made_instances)) {}

  std::string_view name() const override { return "plan_instances"; }
  Result<TaskProgress> run_once(base::Instant now) override;
  // The next plan time. None while another server has those that are due in its hands.
  std::optional<base::Instant> next_due() const override { return next_due_; }

 private:
  // When the clock went back, jobs that were planned ahead of it are due: a cursor ahead of the clock counts as the clock.
  Result<void> heed_clock(base::Instant now);
  Result<TaskProgress> plan_lot(Tx& tx, base::Instant now);
  // Gives how many instances were made. Scheduling ends when the job is gone or has no cron schedule any more, and for no other reason.
  Result<std::int64_t> plan_job(Tx& tx, const catalog::Environment& environment, const DueJob& due, base::Instant now);
  Result<std::int64_t> make_instances(Tx& tx, const catalog::Environment& environment, const DueJob& due,
                                      const ScheduledJob& scheduled, const schedule::VersionPlans& plans, base::Instant now);
  // What cannot be judged now (its zone is not known, its version not read) is told and tried again; the others go on.
  Result<void> leave_alone(Tx& tx, const DueJob& due, const base::Error& reason, base::Instant now);

  Context& context_;
  JobCache& jobs_;
  const std::function<void()> made_instances_;
  std::optional<base::Instant> looked_at_;
  std::optional<base::Instant> next_due_;
};

}  // namespace slipway::app
