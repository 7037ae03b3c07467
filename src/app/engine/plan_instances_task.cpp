#include "app/engine/plan_instances_task.h"

#include <map>
#include <utility>
#include <vector>

#include "app/jobs/released_job.h"
#include "app/ports/release/environment_repository.h"
#include "app/ports/run/instance_repository.h"
#include "app/ports/server/crash_point.h"
#include "base/log.h"
#include "domain/instance/run_parameters.h"

namespace slipway::app {
namespace {

constexpr std::int64_t due_job_batch = 200;
constexpr std::int64_t planned_instance_batch = 5'000;  // about; a job's missed plan times stay in one transaction

instance::JobInstance model_instance(const catalog::Environment& environment, const DueJob& due, const HeldVersion& held,
                                     const catalog::JobDefinition& definition, base::Instant now) {
  instance::JobInstance model;
  model.workspace = environment.workspace;
  model.environment = environment.id;
  model.job = due.schedule.key.job;
  model.job_name = due.job_name;
  model.version = held.version;
  model.generation = held.generation;
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

std::optional<base::Instant> last_made(const schedule::VersionPlans& plans) {
  std::optional<base::Instant> last;
  for (const auto& missed : plans.missed)
    if (!missed.times.empty()) last = missed.times.back().instant;
  return last;
}

Result<void> record_left_out(Context& context, Tx& tx, const catalog::Environment& environment, const DueJob& due,
                             const schedule::VersionPlans& plans) {
  base::Json detail;
  detail.set("left_out", static_cast<std::int64_t>(plans.left_out()));
  if (const auto last = last_made(plans)) detail.set("last_made", base::format_instant(*last));
  return record_run_event(context, tx,
                          {.workspace = environment.workspace,
                           .by = {},
                           .action = "job.plan_times_left_out",
                           .job = due.schedule.key.job,
                           .job_name = due.job_name,
                           .detail = std::move(detail)});
}

}  // namespace

Result<void> PlanInstancesTask::set_aside(Tx& tx, const JobKey& job, const base::Error& error, base::Instant now) {
  TRY_LET(old, tx.set_asides().lock_free(job));
  TRY_LET(subject, tx.set_asides().find_subject(job));
  if (!subject) return {};
  return put_set_aside(context_, tx, make_set_aside(job, old, error, 0, now), *subject);
}

Result<std::int64_t> PlanInstancesTask::make_instances(Tx& tx, const catalog::Environment& environment, const DueJob& due,
                                                       const ScheduledJob& scheduled, const schedule::VersionPlans& plans,
                                                       base::Instant now) {
  std::int64_t made = 0;
  for (std::size_t i = 0; i < due.versions.size(); ++i) {
    if (plans.missed[i].times.empty()) continue;
    const auto& definition = scheduled.jobs[i]->definition;
    TRY_LET(inserted, tx.instances().insert_planned(model_instance(environment, due, due.versions[i], definition, now),
                                                    instants_of(plans.missed[i].times),
                                                    instance::instances_at_once(definition, context_.limits.instances_per_job)));
    made += inserted;
  }
  return made;
}

Result<PlanInstancesTask::Planned> PlanInstancesTask::plan_job(Tx& tx, const catalog::Environment& environment, const DueJob& due,
                                                               base::Instant now) {
  const auto* current = due.current();
  if (current == nullptr) {
    TRY(end_scheduling_of_removed(context_, tx, jobs_, environment, due, now));
    return Planned{};
  }
  const auto scheduled = load_scheduled_job(tx, jobs_, due);
  if (!scheduled) {
    if (scheduled.error().kind == base::ErrorKind::unavailable) return scheduled.error();
    TRY(set_aside(tx, due.schedule.key, scheduled.error(), now));
    return Planned{.is_set_aside = true};
  }
  const auto plans = schedule::plan_versions(scheduled->versions, due.schedule.planned_through.value_or(now), now,
                                             static_cast<std::size_t>(context_.limits.cron_missed));
  TRY_LET(made, make_instances(tx, environment, due, *scheduled, plans, now));
  if (plans.left_out() > 0) TRY(record_left_out(context_, tx, environment, due, plans));
  if (!scheduled->versions.back().plan) {
    TRY(end_scheduling(context_, tx, environment, due, "version " + std::to_string(current->version) + " has no cron schedule",
                       0));
    return Planned{.made = made};
  }
  auto schedule = due.schedule;
  schedule.planned_version = current->version;
  schedule.planned_through = now;
  schedule.next_plan_time = plans.next;
  TRY(tx.schedules().update_plan(schedule));
  return Planned{.made = made};
}

Result<TaskProgress> PlanInstancesTask::plan_due(base::Instant now) {
  for (auto limit = due_job_batch;; limit /= 2) {
    std::vector<JobKey> chosen;
    auto progress = context_.store.write([&](Tx& tx) {
      chosen.clear();
      return plan_batch(tx, now, limit, chosen);
    });
    if (progress) {
      time_outs_.forget_all();
      return progress;
    }
    if (!may_be_of_a_row(progress.error()) || chosen.empty()) return progress;
    if (chosen.size() > 1) continue;  // an error may be told behind the job that it is of
    const auto& job = chosen.front();
    if (!time_outs_.blame(job, progress.error())) return progress;
    TRY(context_.store.write([&](Tx& tx) { return set_aside(tx, job, progress.error(), now); }));
    return TaskProgress::more;
  }
}

Result<void> PlanInstancesTask::try_set_aside(base::Instant now) {
  TRY_LET(due, context_.store.read([&](Tx& tx) { return tx.set_asides().list_due(SetAsideTask::plan, now, due_job_batch); }));
  for (const auto& row : due) {
    const auto tried = context_.store.write([&](Tx& tx) { return try_one(tx, row.job, now); });
    if (tried) continue;
    if (!may_be_of_a_row(tried.error())) return tried.error();
    TRY(context_.store.write([&](Tx& tx) { return set_aside(tx, row.job, tried.error(), now); }));
  }
  return {};
}

// False: another server is just trying it.
Result<bool> PlanInstancesTask::try_one(Tx& tx, const JobKey& job, base::Instant now) {
  TRY_LET(environment, tx.environments().lock_shared(job.environment));
  TRY_LET(row, tx.set_asides().lock_free(job));
  if (!row) return false;
  TRY_LET(locked, tx.schedules().lock({job}));
  if (locked.empty()) return false;
  TRY_LET(due, tx.schedules().lock_due(environment, {job.job}, now));
  for (const auto& each : due) {
    TRY_LET(planned, plan_job(tx, environment, each, now));
    if (planned.is_set_aside) return true;
  }
  TRY(tx.set_asides().erase(job));
  return true;
}

Result<TaskProgress> PlanInstancesTask::plan_batch(Tx& tx, base::Instant now, std::int64_t limit, std::vector<JobKey>& chosen) {
  TRY_LET(due_keys, tx.schedules().list_due(now, limit));
  chosen = due_keys;
  std::map<catalog::EnvironmentId, std::vector<catalog::ObjectId>> by_environment;
  for (const auto& key : due_keys) by_environment[key.environment].push_back(key.job);

  std::int64_t made = 0;
  auto progress = TaskProgress::done;  // all of them may be in the hands of other servers
  for (const auto& [id, jobs] : by_environment) {
    TRY_LET(environment, tx.environments().lock_shared(id));
    TRY_LET(due, tx.schedules().lock_due(environment, jobs, now));
    for (const auto& job : due) {
      if (made >= planned_instance_batch) return TaskProgress::more;
      TRY_LET(planned, plan_job(tx, environment, job, now));
      made += planned.made;
      progress = TaskProgress::more;  // the next round sees what is due then
    }
  }
  return progress;
}

// At a start the clock may have been anywhere before.
Result<void> PlanInstancesTask::heed_clock(base::Instant now) {
  const bool goes_on = looked_at_ && now >= *looked_at_;
  if (!goes_on) TRY(context_.store.write([&](Tx& tx) { return tx.schedules().make_ahead_due(now); }));
  looked_at_ = now;
  return {};
}

Result<TaskProgress> PlanInstancesTask::run_once(base::Instant now) {
  next_due_.reset();
  TRY(heed_clock(now));
  TRY_LET(next, context_.store.read([&](Tx& tx) { return tx.schedules().find_next_due(now); }));
  if (!next || *next > now) {  // the writer is not troubled for nothing
    next_due_ = next;
    return TaskProgress::done;
  }
  TRY(try_set_aside(now));
  TRY_LET(progress, plan_due(now));
  crash_point(CrashPoint::instance_planned);
  made_instances_();
  return progress;
}

}  // namespace slipway::app
