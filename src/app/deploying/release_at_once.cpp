#include "app/deploying/release_at_once.h"

#include "app/deploying/follow_up.h"

#include <string>
#include <utility>

#include "app/ports/people/audit_log.h"
#include "app/ports/release/deployment_repository.h"
#include "app/ports/release/environment_repository.h"

namespace slipway::app {

namespace {

Result<void> record_release(Tx& tx, const WorkspaceCall& call, const release::ImmediateRelease& object,
                            const release::Deployment& deployment, base::Instant now) {
  base::Json detail;
  detail.set("generation", *deployment.generation);
  detail.set("deployment", deployment.id.number);
  detail.set("change", release::to_text(object.change));
  if (object.change == release::Change::put) detail.set("version", object.version);
  const std::string kind(catalog::to_text(object.kind));
  return tx.audit().add({.workspace = call.workspace.id,
                         .user = call.caller.user,
                         .action = kind + ".released",
                         .subject_kind = kind,
                         .subject_id = object.object.text(),
                         .subject_name = object.name,
                         .detail = std::move(detail),
                         .at = now});
}

}  // namespace

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
  TRY(record_release(tx, call, object, switched, now));
  const auto follow_up = object.change == release::Change::remove ? release::FollowUpKind::forget_removed_jobs
                                                                  : release::FollowUpKind::replan_changed_jobs;
  return add_follow_up(tx, switched, follow_up, now);
}

}  // namespace slipway::app
