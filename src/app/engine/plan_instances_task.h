// Makes the instances of scheduling jobs whose plan time has come, also those that were missed, oldest first. Instances
// and next plan time move in one transaction, so that no plan time is lost or made twice.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "app/engine/set_aside.h"
#include "app/jobs/job_cache.h"
#include "app/jobs/scheduled_job.h"
#include "app/ports/context.h"
#include "app/ports/run/schedule_repository.h"
#include "app/tasks/task.h"
#include "app/tasks/time_outs.h"

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
  // Where a job cannot be planned, fewer are chosen until it is alone; then it is set aside.
  Result<TaskProgress> plan_due(base::Instant now);
  Result<TaskProgress> plan_batch(Tx& tx, base::Instant now, std::int64_t limit, std::vector<JobKey>& chosen);
  struct Planned {
    std::int64_t made = 0;
    bool is_set_aside = false;
  };
  // Scheduling ends when the job is gone or has no cron schedule any more, and for no other reason.
  Result<Planned> plan_job(Tx& tx, const catalog::Environment& environment, const DueJob& due, base::Instant now);
  Result<std::int64_t> make_instances(Tx& tx, const catalog::Environment& environment, const DueJob& due,
                                      const ScheduledJob& scheduled, const schedule::VersionPlans& plans, base::Instant now);
  // What cannot be judged now (its zone is not known, its version not read) or written: its schedule stays as it is, what is owed is made
  // when it can be planned again.
  Result<void> set_aside(Tx& tx, const JobKey& job, const base::Error& error, base::Instant now);
  Result<void> try_set_aside(base::Instant now);
  Result<bool> try_one(Tx& tx, const JobKey& job, base::Instant now);

  Context& context_;
  JobCache& jobs_;
  const std::function<void()> made_instances_;
  std::optional<base::Instant> looked_at_;
  std::optional<base::Instant> next_due_;
  TimeOuts<JobKey> time_outs_;
};

}  // namespace slipway::app
