#include "app/deploying/move_environment.h"

#include <functional>
#include <utility>

#include "app/deploying/follow_up.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/release/deployment_repository.h"
#include "app/ports/release/environment_repository.h"
#include "app/ports/release/package_repository.h"
#include "app/release/find_packages.h"
#include "base/log.h"
#include "domain/release/release_transition.h"

namespace slipway::app {

namespace {

// Locks the environment and makes sure that the hold still counts.
Result<void> lock_held(Tx& tx, const Hold& hold) {
  TRY_LET(locked, tx.environments().lock(hold.deployment.environment));
  const bool is_held = locked.holder == hold.deployment.id && locked.fence == hold.fence;
  const bool has_moved = hold.deployment.state == release::DeploymentState::staging && hold.deployment.base &&
                         locked.environment.generation != *hold.deployment.base;
  if (is_held && !has_moved) return {};
  return base::conflict("deployment.fenced", "another server has taken deployment " + hold.deployment.id.text() + " over");
}

// Has the store another deployment than the hold knows? Each step changes one of these.
bool has_gone_on(const release::Deployment& stored, const release::Deployment& known) {
  return stored.state != known.state || stored.attempt != known.attempt || stored.staged_count != known.staged_count ||
         stored.staged_through != known.staged_through;
}

using Step = std::function<Result<release::Deployment>(Tx&)>;

// One step: the deployment as it becomes. A commit of unknown outcome is asked after under the environment's lock, which its transaction
// has until it is decided: either it came, or the step is done again.
Result<release::Deployment> write_step(Context& context, const Hold& hold, const Step& step) {
  auto done = context.store.write([&](Tx& tx) -> Result<release::Deployment> {
    TRY(lock_held(tx, hold));
    return step(tx);
  });
  if (done || done.error().code != "store.outcome_unknown") return done;
  base::log_failure("deployment_step_unsure", done.error(), {{"deployment", hold.deployment.id.text()}});
  return context.store.write([&](Tx& tx) -> Result<release::Deployment> {
    TRY_LET(locked, tx.environments().lock(hold.deployment.environment));
    TRY_LET(stored, tx.deployments().get(hold.deployment.id));
    const bool has_come = locked.fence == hold.fence && has_gone_on(stored, hold.deployment);
    if (has_come) {
      tx.after_commit([&] { context.wakeups.deployments(); });
      return std::move(stored);
    }
    TRY(lock_held(tx, hold));
    return step(tx);
  });
}

// The package and its deployment reach the end of a phase together, with their audit row.
Result<void> record_phase(Tx& tx, const release::Deployment& deployment, const release::ReleaseEvent& event,
                          std::string_view action, base::Json detail, base::Instant now) {
  TRY_LET(package, get_package(tx, deployment.workspace, *deployment.package));
  TRY_LET(next, release::transition(std::move(package), event, now));
  TRY(tx.packages().update(next));
  TRY(tx.deployments().update(deployment));
  TRY(tx.environments().clear_holder(deployment.environment));
  return tx.audit().add({.workspace = deployment.workspace,
                         .user = deployment.requested_by,
                         .action = std::string(action),
                         .subject_kind = "package",
                         .subject_id = next.id.text(),
                         .subject_name = next.name,
                         .detail = std::move(detail),
                         .at = now});
}

// An attempt after the first: what the one before it left was undone, and why there was one before it.
Result<void> record_repeated_attempt(Tx& tx, const Hold& hold, const release::Deployment& deployment, base::Instant now) {
  TRY_LET(package, get_package(tx, deployment.workspace, *deployment.package));
  base::Json detail;
  detail.set("task", deployment.task.text());
  detail.set("attempt", deployment.attempt);
  detail.set("undone_items", hold.found_staged);
  detail.set("cause", hold.previous_holder == hold.incarnation
                          ? "the attempt before met an error on this server; its log tells more"
                          : "server " + hold.previous_holder + " ended, or lost its claim, during the attempt before");
  return tx.audit().add({.workspace = deployment.workspace,
                         .user = {},
                         .action = "package.deployment_resumed",
                         .subject_kind = "package",
                         .subject_id = package.id.text(),
                         .subject_name = package.name,
                         .detail = std::move(detail),
                         .at = now});
}

}  // namespace

Result<std::optional<Hold>> claim_environment(Context& context, release::DeploymentId head, const std::string& incarnation) {
  return context.store.write([&](Tx& tx) -> Result<std::optional<Hold>> {
    TRY_LET(unlocked, tx.deployments().get(head));
    TRY_LET(locked, tx.environments().lock(unlocked.environment));
    if (locked.holder && locked.holder_is_alive && locked.holder_incarnation != incarnation) return std::optional<Hold>{};
    TRY_LET(deployment, tx.deployments().get(head));  // as it is under the lock
    const bool needs_claim =
        deployment.state == release::DeploymentState::queued || deployment.state == release::DeploymentState::staging;
    if (!needs_claim || (locked.holder && *locked.holder != head)) return std::optional<Hold>{};
    TRY_LET(fence, tx.environments().set_holder(deployment.environment, head, incarnation));
    const auto found_staged = deployment.staged_count;
    return std::optional<Hold>{{.deployment = std::move(deployment),
                                .fence = fence,
                                .incarnation = incarnation,
                                .previous_holder = locked.holder_incarnation,
                                .found_staged = found_staged}};
  });
}

Result<bool> undo_batch(Context& context, Hold& hold) {
  if (hold.deployment.staged_count == 0) return true;
  TRY_LET(undone, write_step(context, hold, [&](Tx& tx) -> Result<release::Deployment> {
            TRY_LET(range, tx.environments().previous_item_range(*hold.deployment.package, hold.deployment.staged_through,
                                                                 staging_batch));
            if (!range) return base::internal("deployment.undo_lost", "what was staged has no items any more");
            TRY(tx.environments().undo_range(hold.deployment, *range));
            TRY_LET(next, release::record_undone(hold.deployment, range->after, range->count, context.clock.now()));
            TRY(tx.deployments().update(next));
            return std::move(next);
          }));
  hold.deployment = std::move(undone);
  return hold.deployment.staged_count == 0;
}

Result<void> begin_attempt(Context& context, Hold& hold) {
  TRY_LET(begun, write_step(context, hold, [&](Tx& tx) -> Result<release::Deployment> {
            TRY_LET(environment, tx.environments().get(hold.deployment.environment));
            auto from = hold.deployment;
            from.staged_through = {};
            const auto now = context.clock.now();
            TRY_LET(next, release::begin_staging(std::move(from), environment.generation, now));
            TRY(tx.deployments().update(next));
            if (next.attempt > 1) TRY(record_repeated_attempt(tx, hold, next, now));
            return std::move(next);
          }));
  hold.deployment = std::move(begun);
  return {};
}

Result<std::optional<release::DeploymentFailure>> check_package(Context& context, const Hold& hold) {
  return context.store.read([&](Tx& tx) -> Result<std::optional<release::DeploymentFailure>> {
    TRY_LET(package, get_package(tx, hold.deployment.workspace, *hold.deployment.package));
    // Neither the package nor a past generation ever changes: what was found then holds.
    if (package.checked_generation == *hold.deployment.base) return std::optional<release::DeploymentFailure>{};
    TRY_LET(obstacle, tx.packages().find_obstacle(package, *hold.deployment.base));
    if (!obstacle) return std::optional<release::DeploymentFailure>{};
    const auto error = release::to_error(*obstacle);
    return std::optional<release::DeploymentFailure>{{error.code, error.message, obstacle->culprit}};
  });
}

Result<bool> stage_batch(Context& context, Hold& hold) {
  TRY_LET(staged, write_step(context, hold, [&](Tx& tx) -> Result<release::Deployment> {
            TRY_LET(range,
                    tx.environments().next_item_range(*hold.deployment.package, hold.deployment.staged_through, staging_batch));
            if (!range) return hold.deployment;
            TRY(tx.environments().stage_range(hold.deployment, *range));
            TRY_LET(next, release::record_staged(hold.deployment, range->through, range->count, context.clock.now()));
            TRY(tx.deployments().update(next));
            return std::move(next);
          }));
  const bool is_all = staged.staged_count == hold.deployment.staged_count || staged.staged_count == staged.item_count;
  hold.deployment = std::move(staged);
  return is_all;
}

Result<void> switch_generation(Context& context, Hold& hold) {
  TRY_LET(switched, write_step(context, hold, [&](Tx& tx) -> Result<release::Deployment> {
            const auto now = context.clock.now();
            TRY_LET(next, release::switch_generation(hold.deployment, now));
            TRY(tx.environments().advance(next, now));
            for (const auto kind : release::all_follow_up_kinds)
              if (kind != release::FollowUpKind::start_jobs || next.starts_jobs) TRY(add_follow_up(tx, next, kind, now));
            base::Json detail;
            detail.set("generation", *next.generation);
            detail.set("task", next.task.text());
            TRY(record_phase(tx, next, release::SwitchDone{}, "package.deployed", std::move(detail), now));
            tx.after_commit([&] { context.wakeups.deployments(); });
            return std::move(next);
          }));
  hold.deployment = std::move(switched);
  return {};
}

Result<void> fail_deployment(Context& context, Hold& hold, release::DeploymentFailure failure) {
  TRY_LET(failed, write_step(context, hold, [&](Tx& tx) -> Result<release::Deployment> {
            const auto now = context.clock.now();
            TRY_LET(next, release::fail(hold.deployment, failure, now));
            base::Json detail;
            detail.set("task", next.task.text());
            detail.set("code", failure.code);
            detail.set("message", failure.message);
            TRY(record_phase(tx, next, release::DeploymentFailed{}, "package.deployment_failed", std::move(detail), now));
            tx.after_commit([&] { context.wakeups.deployments(); });
            return std::move(next);
          }));
  hold.deployment = std::move(failed);
  return {};
}

}  // namespace slipway::app
