#include "app/run/start_released_job.h"

#include <utility>

#include "app/ports/run/instance_repository.h"
#include "app/run/cron_plan.h"
#include "app/run/released_job.h"
#include "app/run/scheduled_job.h"
#include "domain/instance/node_input.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

Result<void> record_job_start(Context& context, Tx& tx, const ReleasedJob& job, const StartRequest& request) {
  auto detail = describe_start(job.object.version, instance::to_values(request.parameters));
  if (request.deployment) detail.set("deployment", request.deployment->number);
  return record_run_event(context, tx,
                          {.workspace = job.environment.workspace,
                           .by = request.by,
                           .action = "job.started",
                           .job = job.object.object,
                           .job_name = job.object.name,
                           .detail = std::move(detail)});
}

Result<void> begin_scheduling(Context& context, Tx& tx, const ReleasedJob& job, const catalog::JobDefinition& definition,
                              const StartRequest& request) {
  TRY_LET(schedule, tx.schedules().get_locked(job.key()));
  if (schedule.status != ScheduleStatus::stopped) return {};
  TRY_LET(plan, make_cron_plan(definition.schedule.cron.value_or(catalog::CronSettings{})));
  const auto now = context.clock.now();
  const auto next_plan_time = plan.next_after(now);
  if (!next_plan_time)
    return base::invalid_argument("schedule.not_valid", "job '" + job.object.name +
                                                            "' has no plan time left: its schedule ended at " +
                                                            definition.schedule.cron->end_time + "; give it a later endTime");

  schedule.status = ScheduleStatus::scheduling;
  schedule.started_at = now;
  schedule.started_by = request.by;
  schedule.parameters = instance::to_values(request.parameters);
  schedule.planned_version = job.object.version;
  schedule.planned_through = now;
  schedule.next_plan_time = next_plan_time;
  TRY(tx.schedules().put(schedule));
  return record_job_start(context, tx, job, request);
}

Result<void> make_one_run(Context& context, Tx& tx, const ReleasedJob& job, const catalog::JobDefinition& definition,
                          const StartRequest& request) {
  TRY(tx.schedules().get_locked(job.key()));  // two starts at one time make one run
  if (!request.deployment) {
    TRY_LET(is_going, tx.instances().has_unfinished(job.key()));
    if (is_going)
      return base::conflict("run.still_going",
                            "a run of job '" + job.object.name + "' is still going on: wait for it or stop it");
  }
  auto run = make_run(job, request.by, context.clock.now());
  if (request.deployment) run.starter = instance::StarterId{request.deployment->number};
  run.parameters = instance::run_parameters(definition.parameters, instance::to_values(request.parameters));
  TRY_LET(made, tx.instances().insert(run, instance::instances_at_once(definition, context.limits.instances_per_job)));
  if (made) return record_job_start(context, tx, job, request);
  if (request.deployment) return {};  // this deployment has started it already
  return base::conflict("run.still_going", "job '" + job.object.name + "' was started at this very moment");
}

}  // namespace

Result<void> start_job_in(Context& context, Tx& tx, const StartRequest& request) {
  TRY_LET(job, get_released_job(tx, request.environment, request.job));
  TRY(instance::check_supported(job.object.name, request.parameters));
  TRY_LET(runnable, load_supported_job(context, tx, job, instance::to_values(request.parameters)));
  TRY(check_start_date(runnable.definition, request.start_date, context.clock.now()));
  if (runnable.definition.schedule.type == catalog::ScheduleType::cron)
    return begin_scheduling(context, tx, job, runnable.definition, request);
  return make_one_run(context, tx, job, runnable.definition, request);
}

Result<bool> forget_removed_jobs(Context& context, Tx& tx, catalog::EnvironmentId environment, int lot) {
  TRY_LET(locked, tx.environments().lock_shared(environment));
  const auto now = context.clock.now();
  TRY_LET(removed, tx.schedules().make_removed_due(locked.id, now, lot));
  TRY_LET(due, tx.schedules().lock_due(locked, removed, now));
  JobCache jobs;
  for (const auto& job : due) TRY(end_scheduling_of_removed(context, tx, jobs, locked, job, now));
  TRY_LET(cancelled, tx.instances().cancel_removed(locked.id, "the job was removed from production", now, lot));
  return static_cast<int>(removed.size()) >= lot || cancelled >= lot;
}

Result<bool> replan_changed_jobs(Context& context, Tx& tx, catalog::EnvironmentId environment, int lot) {
  TRY_LET(locked, tx.environments().lock_shared(environment));
  TRY_LET(changed, tx.schedules().make_changed_due(locked.id, context.clock.now(), lot));
  return changed >= lot;
}

}  // namespace slipway::app
