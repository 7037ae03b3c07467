#include "app/run/stop_job.h"

#include <string>
#include <utility>

#include "app/access/authorize.h"
#include "app/jobs/released_job.h"
#include "app/ports/run/instance_repository.h"

namespace slipway::app {
namespace {

// True when it was scheduling.
Result<bool> end_scheduling(Tx& tx, const JobKey& key) {
  TRY_LET(schedule, tx.schedules().get_locked(key));
  if (schedule.status == ScheduleStatus::stopped) return false;
  schedule.status = ScheduleStatus::stopped;
  schedule.parameters.clear();
  schedule.next_plan_time.reset();
  TRY(tx.schedules().put(schedule));
  return true;
}

Result<void> stop_job_in(Context& context, Tx& tx, const WorkspaceCall& call, std::string_view job_name) {
  TRY(authorize(context, tx, call, access::Action::operate));
  TRY_LET(job, get_released_job(tx, call.workspace, job_name));
  TRY_LET(was_scheduling, end_scheduling(tx, job.key()));
  TRY_LET(cancelled, tx.instances().cancel_waiting(job.key(), "the job was stopped by " + call.caller.name, context.clock.now()));
  if (!was_scheduling && cancelled == 0) return {};

  base::Json detail;
  detail.set("cancelled_instances", cancelled);
  return record_run_event(context, tx,
                          {.workspace = call.workspace.id,
                           .by = call.caller.user,
                           .action = "job.stopped",
                           .job = job.object.object,
                           .job_name = job.object.name,
                           .detail = std::move(detail)});
}

}  // namespace

Result<void> stop_job(Context& context, const WorkspaceCall& call, std::string_view job_name) {
  return context.store.write([&](Tx& tx) { return stop_job_in(context, tx, call, job_name); });
}

}  // namespace slipway::app
