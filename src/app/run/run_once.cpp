#include "app/run/run_once.h"

#include <utility>

#include "app/access/authorize.h"
#include "app/jobs/cron_plan.h"
#include "app/jobs/released_job.h"
#include "app/ports/run/instance_repository.h"
#include "base/assert.h"
#include "domain/instance/node_input.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

Result<instance::JobInstanceId> make_run_once(Context& context, Tx& tx, const WorkspaceCall& call, const RunOnce& request) {
  TRY(authorize(context, tx, call, access::Action::operate));
  TRY_LET(job, get_released_job(tx, call.workspace, request.job_name));
  TRY(instance::check_supported(job.object.name, request.parameters));
  const auto given = instance::to_values(request.parameters);
  TRY_LET(runnable, load_supported_job(context, tx, job, given));
  TRY(check_start_date(runnable.definition, request.start_date, context.clock.now()));

  auto run = make_run(job, call.caller.user, context.clock.now());
  run.kind = instance::InstanceKind::run_once;
  run.parameters = instance::run_parameters(runnable.definition.parameters, given);
  TRY_LET(made, tx.instances().insert(run, instance::instances_at_once(runnable.definition, context.limits.instances_per_job)));
  if (!made) return base::internal("run.not_made", "the run could not be made");

  auto detail = describe_start(run.version, given);
  detail.set("instance", made->number);
  TRY(record_run_event(context, tx,
                       {.workspace = call.workspace.id,
                        .by = call.caller.user,
                        .action = "job.run_once",
                        .job = run.job,
                        .job_name = run.job_name,
                        .detail = std::move(detail)}));
  return *made;
}

}  // namespace

Result<instance::JobInstanceId> run_once(Context& context, const WorkspaceCall& call, const RunOnce& request,
                                         const std::optional<CallOnce>& once) {
  TRY_LET(id, write_once(context, once, [&](Tx& tx) -> Result<std::string> {
            TRY_LET(made, make_run_once(context, tx, call, request));
            tx.after_commit([&] { context.wakeups.instances(); });
            return made.text();
          }));
  const auto made = instance::JobInstanceId::parse(id);
  BASE_ASSERT(made.has_value());  // our own text
  return *made;
}

}  // namespace slipway::app
