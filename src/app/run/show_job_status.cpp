#include "app/run/show_job_status.h"

#include "app/ports/instance_repository.h"
#include "app/ports/object_repository.h"
#include "app/run/released_job.h"

namespace slipway::app {
namespace {

Result<void> add_development_facts(Tx& tx, const WorkspaceCall& call, JobStatus& status) {
  TRY_LET(row, tx.objects().find_row(call.workspace.id, catalog::ObjectKind::job, status.name));
  if (!row) return {};
  status.updated_at = row->object.updated_at;
  status.created_by = row->created_by_name;
  status.updated_by = row->updated_by_name;
  return {};
}

JobRunStatus status_of(const JobSchedule& schedule) {
  return schedule.status == ScheduleStatus::paused ? JobRunStatus::paused : JobRunStatus::normal;
}

Result<JobStatus> show_job_status_in(Tx& tx, const WorkspaceCall& call, std::string_view job_name) {
  TRY_LET(environment, tx.environments().get(call.workspace.id, catalog::production_name));
  TRY_LET(job, tx.environments().find_object(environment.id, environment.generation, catalog::ObjectKind::job, job_name));
  if (!job)
    return base::not_found("run.job_not_released", "job '" + std::string(job_name) + "' is not in production: release it first");

  const JobKey key{environment.id, job->object};
  JobStatus status;
  status.name = job->name;
  TRY(add_development_facts(tx, call, status));
  TRY_LET(schedule, tx.schedules().find(key));
  if (schedule && schedule->status != ScheduleStatus::stopped) {
    status.status = status_of(*schedule);
    status.started_at = schedule->started_at;
    return status;
  }
  // Stopped or a run-once job: what its newest run says.
  TRY_LET(last, tx.instances().find_last(key));
  if (!last) return status;
  status.started_at = last->started_at;
  status.ended_at = last->ended_at;
  const bool was_scheduled = schedule && schedule->started_at;  // then a run that goes on only comes to its end
  TRY_LET(is_going, tx.instances().has_unfinished(key));
  if (is_going && !was_scheduled) status.status = JobRunStatus::normal;
  return status;
}

}  // namespace

Result<JobStatus> show_job_status(Context& context, const WorkspaceCall& call, std::string_view job_name) {
  return context.store.read([&](Tx& tx) { return show_job_status_in(tx, call, job_name); });
}

}  // namespace slipway::app
