#include "app/catalog/delete_object.h"

#include <optional>
#include <string>

#include "app/access/authorize.h"
#include "app/catalog/object_access.h"
#include "app/deploying/release_at_once.h"
#include "app/ports/catalog/object_repository.h"
#include "app/ports/people/workspace_repository.h"
#include "app/ports/release/pending_item_repository.h"
#include "app/ports/run/instance_repository.h"
#include "app/ports/run/schedule_repository.h"
#include "domain/release/package_check.h"

namespace slipway::app {

namespace {

Result<void> forget_unreleased(Tx& tx, const catalog::Object& object) {
  TRY(tx.pending_items().remove_free(object.id));
  TRY_LET(is_referred_to, tx.objects().is_referred_to(object.id));
  return is_referred_to ? tx.objects().retire(object.id) : tx.objects().erase(object.id);
}

Result<void> ask_for_removal(Tx& tx, const WorkspaceCall& call, const catalog::Object& object, base::Instant now) {
  TRY(tx.objects().retire(object.id));
  return tx.pending_items().put_free({.id = {},
                                      .workspace = call.workspace.id,
                                      .object = object.id,
                                      .kind = object.kind,
                                      .name = object.name,
                                      .change = release::Change::remove,
                                      .version = 0,
                                      .submitted_by = call.caller.user,
                                      .submitted_at = now,
                                      .package = std::nullopt});
}

Result<void> refuse_while_scheduling(Tx& tx, const catalog::Environment& production, const catalog::Object& job) {
  const JobKey key{production.id, job.id};
  TRY_LET(schedule, tx.schedules().find(key));
  TRY_LET(is_running, tx.instances().has_unfinished(key));
  const bool is_scheduling = schedule && schedule->status != ScheduleStatus::stopped;
  if (!is_scheduling && !is_running) return {};
  return base::conflict("job.still_scheduling", "the job '" + job.name + "' " +
                                                    (is_scheduling ? "is still scheduling: stop it first"
                                                                   : "still has a run going: stop it or wait for its end"));
}

Result<void> refuse_while_needed(Tx& tx, const catalog::Environment& production, const catalog::Object& object) {
  TRY_LET(user, tx.objects().find_needing(production, object.kind, object.name));
  if (!user) return {};
  return release::to_error({.rule = release::ObstacleRule::still_needed,
                            .culprit = object.id,
                            .kind = object.kind,
                            .name = object.name,
                            .node = user->node_name,
                            .other_kind = user->kind,
                            .other_name = user->name});
}

Result<void> remove_at_once(Context& context, Tx& tx, const WorkspaceCall& call, const catalog::Object& object) {
  TRY_LET(production, tx.environments().get(call.workspace.id, catalog::production_name));
  TRY_LET(locked, tx.environments().lock(production.id));  // nobody starts the job between these checks and the switch
  if (object.kind == catalog::ObjectKind::job) TRY(refuse_while_scheduling(tx, locked.environment, object));
  TRY(refuse_while_needed(tx, locked.environment, object));
  TRY(tx.objects().retire(object.id));
  TRY(release_at_once(
      context, tx, call,
      {.object = object.id, .kind = object.kind, .name = object.name, .change = release::Change::remove, .version = 0}));
  return {};
}

}  // namespace

Result<void> delete_object(Context& context, const WorkspaceCall& call, catalog::ObjectKind kind, std::string_view name) {
  const auto now = context.clock.now();
  return context.store.write([&](Tx& tx) -> Result<void> {
    TRY(tx.workspaces().lock(call.workspace.id));
    TRY(authorize(context, tx, call, access::Action::develop));
    TRY_LET(object, get_object(tx, call, kind, name));
    TRY(refuse_in_open_package(tx, object));
    TRY_LET(released, find_in_production(tx, call, object));
    TRY(record_object_event(tx, call, object, "deleted", base::Json::Object{{"is_in_production", released.has_value()}}, now));
    if (!released) return forget_unreleased(tx, object);
    tx.after_commit([&] { context.wakeups.deployments(); });
    const bool is_simple = call.workspace.mode == catalog::WorkspaceMode::simple;
    return is_simple ? remove_at_once(context, tx, call, object) : ask_for_removal(tx, call, object, now);
  });
}

}  // namespace slipway::app
