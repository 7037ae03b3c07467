#include "app/run/show_job_status.h"

#include "app/ports/catalog/object_repository.h"
#include "app/ports/release/environment_repository.h"
#include "base/assert.h"

namespace slipway::app {
namespace {

Result<JobStatus> show_job_status_in(Tx& tx, const WorkspaceCall& call, std::string_view job_name) {
  TRY_LET(environment, tx.environments().get(call.workspace.id, catalog::production_name));
  TRY_LET(job, tx.environments().find_object(environment.id, environment.generation, catalog::ObjectKind::job, job_name));
  if (!job)
    return base::not_found("run.job_not_released", "job '" + std::string(job_name) + "' is not in production: release it first");
  TRY_LET(version, tx.objects().get_version_people(job->object, job->version));
  TRY_LET(activities, tx.objects().list_activity(environment, {job->object}));
  BASE_ASSERT(activities.size() == 1);
  const auto& activity = activities.front();

  const bool is_scheduled = activity.schedule_status != ScheduleStatus::stopped;
  JobStatus status;
  status.name = job->name;
  status.status = activity.shown_status();
  status.started_at = is_scheduled ? activity.scheduled_at : activity.newest_started_at;
  if (!is_scheduled) status.ended_at = activity.newest_ended_at;
  status.updated_at = version.submitted_at;
  status.created_by = std::move(version.created_by_name);
  status.updated_by = std::move(version.submitted_by_name);
  return status;
}

}  // namespace

Result<JobStatus> show_job_status(Context& context, const WorkspaceCall& call, std::string_view job_name) {
  return context.store.read([&](Tx& tx) { return show_job_status_in(tx, call, job_name); });
}

}  // namespace slipway::app
