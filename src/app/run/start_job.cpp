#include "app/run/start_job.h"

#include "app/access/authorize.h"
#include "app/jobs/released_job.h"
#include "app/jobs/start_released_job.h"

namespace slipway::app {
namespace {

Result<void> start_released(Context& context, Tx& tx, const WorkspaceCall& call, const StartJob& request) {
  TRY(authorize(context, tx, call, access::Action::operate));
  TRY_LET(job, get_released_job(tx, call.workspace, request.job_name));
  return start_job_in(context, tx,
                      {.environment = job.environment.id,
                       .job = job.object.object,
                       .by = call.caller.user,
                       .parameters = request.parameters,
                       .start_date = request.start_date});
}

}  // namespace

Result<void> start_job(Context& context, const WorkspaceCall& call, const StartJob& request,
                       const std::optional<CallOnce>& once) {
  const auto started = write_once(context, once, [&](Tx& tx) -> Result<std::string> {
    TRY(start_released(context, tx, call, request));
    tx.after_commit([&] {
      context.wakeups.schedules();
      context.wakeups.instances();
    });
    return std::string();
  });
  if (!started) return started.error();
  return {};
}

}  // namespace slipway::app
