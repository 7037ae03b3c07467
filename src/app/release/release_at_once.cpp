#include "app/release/release_at_once.h"

#include "app/ports/deployment_repository.h"
#include "app/ports/environment_repository.h"

namespace slipway::app {

Result<void> release_at_once(Context& context, Tx& tx, const WorkspaceCall& call, const release::ImmediateRelease& object) {
  TRY_LET(production, tx.environments().get(call.workspace.id, catalog::production_name));
  TRY_LET(locked, tx.environments().lock(production.id));
  if (locked.holder)
    return base::unavailable("deployment.environment_busy",
                             "another deployment is moving this workspace's production; try again");

  const auto now = context.clock.now();
  release::Deployment deployment;
  deployment.task = release::TaskId{context.random.hex_id()};
  deployment.workspace = call.workspace.id;
  deployment.environment = production.id;
  deployment.requested_by = call.caller.user;
  deployment.requested_at = now;
  deployment.item_count = 1;
  TRY_LET(begun, release::begin_staging(std::move(deployment), locked.environment.generation, now));
  TRY_LET(id, tx.deployments().insert(begun));
  begun.id = id;
  TRY(tx.environments().stage_object(begun, object));
  TRY_LET(staged, release::record_staged(std::move(begun), object.object, 1, now));
  TRY_LET(switched, release::switch_generation(std::move(staged), now));
  TRY(tx.environments().advance(switched, now));
  TRY(tx.deployments().update(switched));
  const auto follow_up = object.change == release::Change::remove ? release::FollowUpKind::forget_removed_jobs
                                                                  : release::FollowUpKind::replan_changed_jobs;
  return tx.deployments().add_follow_up(id, follow_up, now);
}

}  // namespace slipway::app
