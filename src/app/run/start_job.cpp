#include "app/run/start_job.h"

#include "app/access/authorize.h"
#include "app/run/released_job.h"
#include "app/run/start_released_job.h"

namespace slipway::app {

Result<void> start_job(Context& context, Tx& tx, const WorkspaceCall& call, const StartJob& request) {
  TRY(authorize(context, tx, call, access::Action::operate));
  TRY_LET(job, get_released_job(tx, call.workspace, request.job_name));
  return start_job_in(context, tx,
                      {.environment = job.environment.id,
                       .job = job.object.object,
                       .by = call.caller.user,
                       .parameters = request.parameters,
                       .start_date = request.start_date});
}

Result<void> start_job(Context& context, const WorkspaceCall& call, const StartJob& request) {
  TRY(context.store.write([&](Tx& tx) { return start_job(context, tx, call, request); }));
  context.wakeups.schedules();
  context.wakeups.instances();
  return {};
}

}  // namespace slipway::app
