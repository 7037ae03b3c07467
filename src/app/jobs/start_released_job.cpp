#include "app/jobs/start_released_job.h"

#include <set>
#include <utility>

#include "app/jobs/cron_plan.h"
#include "app/jobs/released_job.h"
#include "app/jobs/scheduled_job.h"
#include "app/ports/run/instance_repository.h"
#include "app/ports/run/set_aside_repository.h"
#include "domain/instance/node_input.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

// Who starts jobs, and with which values.
struct Start {
  catalog::Environment environment;
  catalog::UserId by;
  std::vector<JobParameter> parameters;
  std::optional<release::DeploymentId> deployment;
  std::optional<std::int64_t> start_date;
  base::Instant now;
};

AuditEntry describe_job_start(const Start& start, const EnvironmentObject& job) {
  auto detail = describe_start(job.version, instance::to_values(start.parameters));
  if (start.deployment) detail.set("deployment", start.deployment->number);
  return to_audit_entry({.workspace = start.environment.workspace,
                         .by = start.by,
                         .action = "job.started",
                         .job = job.object,
                         .job_name = job.name,
                         .detail = std::move(detail)},
                        start.now);
}

// What of a definition a start goes by: the rest, which may be large, is looked at and let go.
struct Startable {
  catalog::Schedule schedule;
  std::vector<JobParameter> parameters;
  std::int64_t instances_at_once = 0;
};

// From the state in which nothing is planned. Error: schedule.not_valid.
Result<void> begin_scheduling(JobSchedule& schedule, const Start& start, const EnvironmentObject& job,
                              const catalog::CronSettings& cron) {
  TRY_LET(plan, make_cron_plan(cron));
  const auto next_plan_time = plan.next_after(start.now);
  if (!next_plan_time)
    return base::invalid_argument("schedule.not_valid", "job '" + job.name + "' has no plan time left: its schedule ended at " +
                                                            cron.end_time + "; give it a later endTime");
  schedule.status = ScheduleStatus::scheduling;
  schedule.started_at = start.now;
  schedule.started_by = start.by;
  schedule.parameters = instance::to_values(start.parameters);
  schedule.planned_version = job.version;
  schedule.planned_through = start.now;
  schedule.next_plan_time = next_plan_time;
  return {};
}

StartedInstance make_one_run(const Start& start, const EnvironmentObject& job, const Startable& startable) {
  auto run = make_run({start.environment, job}, start.by, start.now);
  if (start.deployment) run.starter = instance::StarterId{start.deployment->number};
  run.parameters = instance::run_parameters(startable.parameters, instance::to_values(start.parameters));
  return {std::move(run), startable.instances_at_once};
}

base::Error still_going(const EnvironmentObject& job) {
  return base::conflict("run.still_going", "a run of job '" + job.name + "' is still going on: wait for it or stop it");
}

// Looks at a set of jobs, decides for each, and writes all of it together.
class JobStarts {
 public:
  JobStarts(Context& context, Tx& tx, const Start& start, const std::vector<EnvironmentObject>& jobs)
      : context_(context), tx_(tx), start_(start), jobs_(jobs) {}

  Result<std::vector<Result<void>>> run() {
    std::vector<Startable> startables;
    std::vector<catalog::ObjectId> to_start;
    const auto look = [&](std::size_t at, Result<instance::RunnableJob> job) {
      results_.push_back(job ? check_start_date(job->definition, start_.start_date, start_.now) : Result<void>(job.error()));
      auto& startable = startables.emplace_back();
      if (!results_.back()) return;
      to_start.push_back(jobs_[at].object);
      startable.instances_at_once = instance::instances_at_once(job->definition, context_.limits.instances_per_job);
      startable.schedule = std::move(job->definition.schedule);
      startable.parameters = std::move(job->definition.parameters);
    };
    TRY(load_supported_jobs(context_, tx_, start_.environment, jobs_, instance::to_values(start_.parameters), look));
    // Those that run once too: two starts at one time make one run.
    TRY_LET(schedules, tx_.schedules().get_locked(start_.environment.id, to_start));
    TRY(tx_.set_asides().hurry(start_.environment.id, to_start, start_.now));  // it may be what mends them
    for (std::size_t i = 0; i < jobs_.size(); ++i)
      if (results_[i]) TRY(decide(i, startables[i], schedules.at(jobs_[i].object)));
    TRY(write());
    return std::move(results_);
  }

 private:
  Result<void> decide(std::size_t at, const Startable& startable, JobSchedule& schedule) {
    const auto& job = jobs_[at];
    if (startable.schedule.type == catalog::ScheduleType::cron) {
      if (schedule.status != ScheduleStatus::stopped) return {};
      results_[at] = begin_scheduling(schedule, start_, job, startable.schedule.cron.value_or(catalog::CronSettings{}));
      if (!results_[at]) return {};
      schedules_.push_back(schedule);
      started_.insert(job.object);
      return {};
    }
    if (!start_.deployment) {
      TRY_LET(is_going, tx_.instances().has_unfinished({start_.environment.id, job.object}));
      if (is_going) {
        results_[at] = still_going(job);
        return {};
      }
    }
    runs_.push_back(make_one_run(start_, job, startable));
    return {};
  }

  Result<void> write() {
    TRY(tx_.schedules().put(schedules_));
    TRY_LET(made, tx_.instances().insert_started(runs_));  // a deployment that has started one already makes no second
    started_.insert(made.begin(), made.end());
    std::vector<AuditEntry> told;
    for (const auto& job : jobs_)
      if (started_.contains(job.object)) told.push_back(describe_job_start(start_, job));
    return tx_.audit().add(told);
  }

  Context& context_;
  Tx& tx_;
  const Start& start_;
  const std::vector<EnvironmentObject>& jobs_;
  std::vector<Result<void>> results_;
  std::vector<JobSchedule> schedules_;
  std::vector<StartedInstance> runs_;
  std::set<catalog::ObjectId> started_;
};

}  // namespace

Result<void> start_job_in(Context& context, Tx& tx, const StartRequest& request) {
  TRY_LET(job, get_released_job(tx, request.environment, request.job));
  TRY(instance::check_supported(job.object.name, request.parameters));
  const Start start{.environment = job.environment,
                    .by = request.by,
                    .parameters = request.parameters,
                    .deployment = {},
                    .start_date = request.start_date,
                    .now = context.clock.now()};
  TRY_LET(results, JobStarts(context, tx, start, {job.object}).run());
  return results.front();
}

Result<std::vector<Result<void>>> start_deployed_jobs(Context& context, Tx& tx, const DeployedStart& request,
                                                      const std::vector<EnvironmentObject>& jobs) {
  const Start start{.environment = request.environment,
                    .by = request.by,
                    .parameters = {},
                    .deployment = request.deployment,
                    .start_date = {},
                    .now = context.clock.now()};
  return JobStarts(context, tx, start, jobs).run();
}

Result<bool> forget_removed_jobs(Context& context, Tx& tx, catalog::EnvironmentId environment, int batch) {
  TRY_LET(locked, tx.environments().lock_shared(environment));
  const auto now = context.clock.now();
  TRY_LET(removed, tx.schedules().make_removed_due(locked.id, now, batch));
  TRY_LET(due, tx.schedules().lock_due(locked, removed, now));
  JobCache jobs;
  for (const auto& job : due) TRY(end_scheduling_of_removed(context, tx, jobs, locked, job, now));
  TRY_LET(cancelled, tx.instances().cancel_removed(locked.id, "the job was removed from production", now, batch));
  return static_cast<int>(removed.size()) >= batch || cancelled >= batch;
}

Result<bool> replan_changed_jobs(Context& context, Tx& tx, catalog::EnvironmentId environment, int batch) {
  TRY_LET(locked, tx.environments().lock_shared(environment));
  const auto now = context.clock.now();
  TRY_LET(changed, tx.schedules().make_changed_due(locked.id, now, batch));
  TRY(tx.set_asides().hurry(locked.id, now));  // what the deployment may have mended
  return changed >= batch;
}

}  // namespace slipway::app
