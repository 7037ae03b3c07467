#include "app/run/stop_job_instance.h"

#include <string>
#include <utility>

#include "app/access/authorize.h"
#include "app/jobs/released_job.h"
#include "app/ports/run/instance_repository.h"
#include "app/ports/run/set_aside_repository.h"
#include "app/run/show_job_instance.h"
#include "domain/instance/instance_transition.h"

namespace slipway::app {
namespace {

// The step of the instance, and of its nodes that have not started.
Result<instance::JobInstance> stop_locked(Tx& tx, instance::JobInstance job, const instance::StopRequested& event,
                                          base::Instant now) {
  TRY_LET(step, instance::instance_transition(job.facts, event));
  job.facts = step.next;
  if (job.facts.state == instance::InstanceState::stopped) {
    TRY(tx.instances().stop_unstarted(job.id, now));  // a test run has its nodes while it waits
    job.ended_at = now;
    return job;
  }
  TRY_LET(count, tx.instances().stop_unstarted(job.id, now));
  if (count == 0) return job;
  TRY_LET(ended, instance::instance_transition(job.facts, instance::NodesEnded{.count = count}));
  job.facts = ended.next;
  if (ended.has_ended) job.ended_at = now;
  return job;
}

Result<void> stop_job_instance_in(Context& context, Tx& tx, const WorkspaceCall& signed_in_call, std::string_view job_name,
                                  instance::JobInstanceId id) {
  TRY_LET(call, authorize(context, tx, signed_in_call, access::Action::stop_run));
  const auto found = get_job_instance(tx, call.workspace, job_name, id);
  if (!found) {
    TRY(get_released_job(tx, call.workspace, job_name));  // a job that is not there says more than its missing instance
    return found.error();
  }
  const bool is_test_run = found->kind == instance::InstanceKind::test_run;
  TRY(access::allow(call.caller, access::action_to_stop(is_test_run), call.workspace.mode, context.permissions));
  TRY(tx.schedules().get_locked({found->environment, found->job}));  // before its instance, as everywhere
  TRY_LET(locked, tx.instances().lock({id}));
  BASE_ASSERT(locked.size() == 1);
  auto& job = locked.front();
  if (job.facts.is_stop_requested) return {};
  const auto now = context.clock.now();
  const auto was = job.facts.state;
  TRY_LET(stopped, stop_locked(tx, std::move(job), {.message = "stopped by " + call.caller.name}, now));
  TRY_LET(aside, tx.set_asides().find(id));
  TRY(tx.instances().update({{stopped, was, !aside}}));
  if (aside) TRY(stopped.ended_at ? tx.set_asides().erase(id) : tx.set_asides().hurry(id, now));

  base::Json detail;
  detail.set("instance", id.number);
  return record_run_event(context, tx,
                          {.workspace = call.workspace.id,
                           .by = call.caller.user,
                           .action = "job.instance_stopped",
                           .job = stopped.job,
                           .job_name = stopped.job_name,
                           .detail = std::move(detail)});
}

}  // namespace

Result<void> stop_job_instance(Context& context, const WorkspaceCall& call, std::string_view job_name,
                               instance::JobInstanceId id) {
  return context.store.write([&](Tx& tx) {
    tx.after_commit([&] { context.wakeups.instances(); });
    return stop_job_instance_in(context, tx, call, job_name, id);
  });
}

}  // namespace slipway::app
