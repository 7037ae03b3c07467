#include "app/jobs/scheduled_job.h"

#include <utility>

#include "app/jobs/cron_plan.h"
#include "app/jobs/released_job.h"

namespace slipway::app {

Result<ScheduledJob> load_scheduled_job(Tx& tx, JobCache& jobs, const DueJob& due) {
  ScheduledJob scheduled;
  for (const auto& held : due.versions) {
    TRY_LET(job, jobs.get(tx, VersionKey{due.schedule.key.job, held.version}));
    schedule::VersionInForce version{.plan = {}, .begins_at = held.begins_at, .ends_at = held.ends_at};
    const auto& its_schedule = job->definition.schedule;
    if (its_schedule.type == catalog::ScheduleType::cron && its_schedule.cron) {
      TRY_LET(plan, make_cron_plan(*its_schedule.cron));
      version.plan = std::move(plan);
    }
    scheduled.versions.push_back(std::move(version));
    scheduled.jobs.push_back(std::move(job));
  }
  return scheduled;
}

Result<void> end_scheduling(Context& context, Tx& tx, const catalog::Environment& environment, const DueJob& due,
                            std::string_view reason, std::int64_t left_out) {
  auto schedule = due.schedule;
  schedule.status = ScheduleStatus::stopped;
  schedule.next_plan_time.reset();
  TRY(tx.schedules().put(schedule));
  base::Json detail;
  detail.set("reason", reason);
  if (left_out > 0) detail.set("left_out", left_out);
  return record_run_event(context, tx,
                          {.workspace = environment.workspace,
                           .by = {},
                           .action = "job.scheduling_ended",
                           .job = schedule.key.job,
                           .job_name = due.job_name,
                           .detail = std::move(detail)});
}

Result<void> end_scheduling_of_removed(Context& context, Tx& tx, JobCache& jobs, const catalog::Environment& environment,
                                       const DueJob& due, base::Instant now) {
  std::int64_t left_out = 0;
  const auto scheduled = load_scheduled_job(tx, jobs, due);
  if (!scheduled && scheduled.error().kind == base::ErrorKind::unavailable) return scheduled.error();
  const bool is_planned = due.schedule.status == ScheduleStatus::scheduling;
  if (scheduled && is_planned)
    left_out = schedule::plan_versions(scheduled->versions, due.schedule.planned_through.value_or(now), now, 0).left_out();
  return end_scheduling(context, tx, environment, due, "the job was removed from production", left_out);
}

}  // namespace slipway::app
