#include "app/tasks/plan_instances_task.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "app/ports/crash_point.h"
#include "app/ports/environment_repository.h"
#include "app/ports/instance_repository.h"
#include "app/run/cron_plan.h"
#include "app/run/released_job.h"
#include "domain/instance/run_parameters.h"

namespace slipway::app {
namespace {

constexpr std::int64_t due_job_lot = 200;
constexpr std::int64_t planned_instance_lot = 5'000;  // about; a job's missed plan times stay in one transaction

// Plan times after this one are still to be made. A plan of another version counts from the switch on, never backwards.
base::Instant planned_so_far(const DueJob& due, base::Instant now) {
  const auto through = due.schedule.planned_through.value_or(now);
  const bool is_current = due.schedule.planned_version == due.current_version;
  return is_current ? through : std::max(through, due.switched_at.value_or(now));
}

instance::JobInstance model_instance(const catalog::Environment& environment, const DueJob& due,
                                     const catalog::JobDefinition& definition, base::Instant now) {
  instance::JobInstance model;
  model.workspace = environment.workspace;
  model.environment = environment.id;
  model.job = due.schedule.key.job;
  model.job_name = due.job_name;
  model.version = *due.current_version;
  model.generation = environment.generation;
  model.parameters = instance::run_parameters(definition.parameters, due.schedule.parameters);
  model.submitted_at = now;
  return model;
}

std::vector<base::Instant> instants_of(const std::vector<schedule::PlanTime>& times) {
  std::vector<base::Instant> instants;
  instants.reserve(times.size());
  for (const auto& time : times) instants.push_back(time.instant);
  return instants;
}

Result<void> record_left_out(Context& context, Tx& tx, const catalog::Environment& environment, const DueJob& due,
                             const schedule::MissedPlanTimes& missed) {
  base::Json detail;
  detail.set("left_out", static_cast<std::int64_t>(missed.left_out));
  if (!missed.times.empty()) detail.set("last_made", base::format_instant(missed.times.back().instant));
  return record_run_event(context, tx,
                          {.workspace = environment.workspace,
                           .by = {},
                           .action = "job.plan_times_left_out",
                           .job = due.schedule.key.job,
                           .job_name = due.job_name,
                           .detail = std::move(detail)});
}

}  // namespace

Result<void> PlanInstancesTask::end_scheduling(Tx& tx, const catalog::Environment& environment, const DueJob& due,
                                               std::string_view reason) {
  auto schedule = due.schedule;
  schedule.status = ScheduleStatus::stopped;
  schedule.next_plan_time.reset();
  TRY(tx.schedules().put(schedule));
  base::Json detail;
  detail.set("reason", reason);
  return record_run_event(context_, tx,
                          {.workspace = environment.workspace,
                           .by = {},
                           .action = "job.scheduling_ended",
                           .job = schedule.key.job,
                           .job_name = due.job_name,
                           .detail = std::move(detail)});
}

Result<std::int64_t> PlanInstancesTask::plan_job(Tx& tx, const catalog::Environment& environment, const DueJob& due,
                                                 base::Instant now) {
  if (!due.current_version) {
    TRY(end_scheduling(tx, environment, due, "the job was removed from production"));
    return 0;
  }
  TRY_LET(job, jobs_.get(tx, VersionKey{due.schedule.key.job, *due.current_version}));
  const auto& schedule_of_job = job->definition.schedule;
  if (schedule_of_job.type != catalog::ScheduleType::cron || !schedule_of_job.cron) {
    TRY(end_scheduling(tx, environment, due, "version " + std::to_string(*due.current_version) + " has no cron schedule"));
    return 0;
  }
  const auto plan = make_cron_plan(*schedule_of_job.cron);
  if (!plan) {
    TRY(end_scheduling(tx, environment, due, plan.error().message));
    return 0;
  }

  const auto missed = plan->missed(planned_so_far(due, now), now, static_cast<std::size_t>(context_.limits.cron_missed));
  std::int64_t made = 0;
  if (!missed.times.empty()) {
    TRY_LET(inserted,
            tx.instances().insert_planned(model_instance(environment, due, job->definition, now), instants_of(missed.times)));
    made = inserted;
  }
  if (missed.left_out > 0) TRY(record_left_out(context_, tx, environment, due, missed));

  auto schedule = due.schedule;
  schedule.planned_version = due.current_version;
  schedule.planned_through = std::max(planned_so_far(due, now), now);
  schedule.next_plan_time = plan->next_after(now);
  TRY(tx.schedules().update_plan(schedule));
  return made;
}

Result<TaskProgress> PlanInstancesTask::plan_lot(Tx& tx, base::Instant now) {
  TRY_LET(due_keys, tx.schedules().list_due(now, due_job_lot));
  std::map<catalog::EnvironmentId, std::vector<catalog::ObjectId>> by_environment;
  for (const auto& key : due_keys) by_environment[key.environment].push_back(key.job);

  std::int64_t made = 0;
  auto progress = TaskProgress::done;  // all of them may be in the hands of other servers
  for (const auto& [id, jobs] : by_environment) {
    TRY_LET(environment, tx.environments().lock_shared(id));
    TRY_LET(due, tx.schedules().lock_due(environment, jobs, now));
    for (const auto& job : due) {
      if (made >= planned_instance_lot) return TaskProgress::more;
      TRY_LET(count, plan_job(tx, environment, job, now));
      made += count;
      progress = TaskProgress::more;  // the next round sees what is due then
    }
  }
  return progress;
}

Result<TaskProgress> PlanInstancesTask::run_once(base::Instant now) {
  next_due_.reset();
  TRY_LET(next, context_.store.read([](Tx& tx) { return tx.schedules().find_next_due(); }));
  if (!next || *next > now) {  // the writer is not troubled for nothing
    next_due_ = next;
    return TaskProgress::done;
  }
  TRY_LET(progress, context_.store.write([&](Tx& tx) { return plan_lot(tx, now); }));
  crash_point(CrashPoint::instance_planned);
  hint_.give();
  return progress;
}

}  // namespace slipway::app
