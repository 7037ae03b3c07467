#include "app/deploying/deploy_packages_task.h"

#include <algorithm>
#include <utility>

#include "app/ports/release/deployment_repository.h"
#include "app/ports/server/crash_point.h"
#include "app/tasks/retry_pause.h"
#include "app/tasks/run_caught.h"
#include "base/log.h"

namespace slipway::app {

Result<TaskProgress> DeployPackagesTask::run_once(base::Instant now) {
  const auto incarnation = incarnation_.id();
  if (!incarnation || !workers_.has_free()) return TaskProgress::done;
  TRY_LET(heads, context_.store.read([](Tx& tx) { return tx.deployments().list_heads(); }));
  forget_all_but(heads);
  for (const auto& head : heads)
    if (!is_left_alone(head.id, now)) workers_.run(head.environment, [this, head, incarnation] { work(head, *incarnation); });
  const base::MutexLock lock(mutex_);
  const bool others_may_go_on = workers_.end_turns();
  return std::exchange(has_moved_, false) || others_may_go_on ? TaskProgress::more : TaskProgress::done;
}

std::optional<base::Instant> DeployPackagesTask::next_due() const {
  const base::MutexLock lock(mutex_);
  std::optional<base::Instant> next;
  for (const auto& [head, failing] : failing_)
    if (!next || failing.not_before < *next) next = failing.not_before;
  return next;
}

void DeployPackagesTask::work(const release::Deployment& head, const std::string& incarnation) {
  const auto moved = run_caught([&] { return deploy(head.id, incarnation); });
  if (!moved) return leave_alone(head, moved.error());
  const base::MutexLock lock(mutex_);
  failing_.erase(head.id);
  has_moved_ = has_moved_ || *moved;
}

bool DeployPackagesTask::is_left_alone(release::DeploymentId head, base::Instant now) {
  const base::MutexLock lock(mutex_);
  const auto found = failing_.find(head);
  if (found == failing_.end()) return false;
  const auto& [pause, not_before] = found->second;
  return not_before - pause <= now && now < not_before;  // a clock that was set back makes no pause longer
}

void DeployPackagesTask::leave_alone(const release::Deployment& head, const base::Error& error) {
  {
    const base::MutexLock lock(mutex_);
    auto& failing = failing_[head.id];
    failing.pause = longer_pause(failing.pause);
    failing.not_before = context_.clock.now() + failing.pause;
  }
  base::log_failure("deployment_met_error", error,
                    {{"deployment", head.id.text()}, {"environment", head.environment.text()}, {"attempt", head.attempt}});
}

void DeployPackagesTask::forget_all_but(const std::vector<release::Deployment>& heads) {
  const base::MutexLock lock(mutex_);
  std::erase_if(failing_, [&](const auto& entry) {
    return std::none_of(heads.begin(), heads.end(), [&](const auto& head) { return head.id == entry.first; });
  });
}

Result<bool> DeployPackagesTask::deploy(release::DeploymentId head, const std::string& incarnation) {
  TRY_LET(claimed, claim_environment(context_, head, incarnation));
  if (!claimed) return false;
  crash_point(CrashPoint::deploy_claimed);
  auto& hold = *claimed;
  for (bool is_undone = hold.deployment.staged_count == 0; !is_undone;) {
    TRY_LET(undone, undo_batch(context_, hold));
    is_undone = undone;
    crash_point(CrashPoint::deploy_undone_batch);
  }
  if (!release::may_stage_again(hold.deployment)) {
    TRY(fail_deployment(context_, hold,
                        {"deployment.interrupted",
                         "the deployment was interrupted " + std::to_string(release::staging_attempt_max) +
                             " times and what it had staged was taken back; production is as it was. Deploy the package again",
                         std::nullopt}));
    return true;
  }
  TRY(stage_and_switch(hold));
  return true;
}

Result<void> DeployPackagesTask::stage_and_switch(Hold& hold) {
  const auto began = context_.clock.now();
  TRY(begin_attempt(context_, hold));
  TRY_LET(failure, check_package(context_, hold));
  crash_point(CrashPoint::deploy_planned);
  if (failure) return fail_deployment(context_, hold, std::move(*failure));
  const auto checked = context_.clock.now();
  for (bool is_staged = false; !is_staged;) {
    TRY_LET(staged, stage_batch(context_, hold));
    is_staged = staged;
    crash_point(CrashPoint::deploy_staged_batch);
  }
  crash_point(CrashPoint::deploy_staged_all);
  const auto staged = context_.clock.now();
  TRY(switch_generation(context_, hold));
  const auto switched = context_.clock.now();
  crash_point(CrashPoint::deploy_switched);
  base::log_info("deployment_switched", {{"deployment", hold.deployment.id.text()},
                                         {"generation", *hold.deployment.generation},
                                         {"items", hold.deployment.item_count},
                                         {"check_us", (checked - began).count()},
                                         {"stage_us", (staged - checked).count()},
                                         {"switch_us", (switched - staged).count()}});
  return {};
}

}  // namespace slipway::app
