#include "app/catalog/create_object.h"

#include <optional>
#include <string>
#include <utility>

#include "app/access/authorize.h"
#include "app/catalog/object_access.h"
#include "app/catalog/object_draft.h"
#include "app/catalog/submit_draft.h"
#include "app/ports/catalog/object_repository.h"
#include "app/ports/people/workspace_repository.h"
#include "app/ports/release/pending_item_repository.h"

namespace slipway::app {

namespace {

Result<void> refuse_taken_name(Tx& tx, const WorkspaceCall& call, const ObjectDraft& draft) {
  TRY_LET(found, tx.objects().find(call.workspace.id, draft.kind, draft.name));
  if (!found) return {};
  if (draft.kind == catalog::ObjectKind::job)
    return base::conflict("job.name_taken",
                          "there is a job called '" + draft.name + "' already: choose another name, or update that job");
  return base::conflict("script.name_taken",
                        "there is a script called '" + draft.name + "' already: choose another name, or update that script");
}

// An object that was deleted in development and is still in production under this name.
Result<std::optional<catalog::Object>> find_deleted(Tx& tx, const WorkspaceCall& call, const ObjectDraft& draft) {
  TRY_LET(production, tx.environments().get(call.workspace.id, catalog::production_name));
  TRY_LET(released, tx.environments().find_object(production.id, production.generation, draft.kind, draft.name));
  if (!released) return std::optional<catalog::Object>{};
  TRY_LET(object, tx.objects().find(released->object));
  if (object && object->is_live) return std::optional<catalog::Object>{};  // it goes by another name by now
  return std::move(object);
}

Result<catalog::Object> bring_back(Tx& tx, const WorkspaceCall& call, catalog::Object object, const ObjectDraft& draft,
                                   base::Instant now) {
  TRY(refuse_in_open_package(tx, object));
  TRY(tx.pending_items().remove_free(object.id));
  object.is_live = true;
  object.lock_holder = call.caller.user;
  object.updated_by = call.caller.user;
  object.updated_at = now;
  TRY(tx.objects().bring_back(object, draft.content));
  TRY(record_object_event(tx, call, object, "brought_back", {}, now));
  return object;
}

Result<catalog::Object> insert_new(const Context& context, Tx& tx, const WorkspaceCall& call, const ObjectDraft& draft,
                                   base::Instant now) {
  TRY_LET(is_full, tx.objects().has_reached(call.workspace.id, context.limits.objects_per_workspace));
  if (is_full)
    return base::limit_reached("limit.reached",
                               "the workspace has " + std::to_string(context.limits.objects_per_workspace) +
                                   " jobs and scripts, as many as the setting limits.objects_per_workspace allows");
  catalog::Object object{.id = {},
                         .workspace = call.workspace.id,
                         .kind = draft.kind,
                         .name = draft.name,
                         .lock_holder = call.caller.user,
                         .created_by = call.caller.user,
                         .created_at = now,
                         .updated_by = call.caller.user,
                         .updated_at = now};
  TRY_LET(id, tx.objects().insert(object, draft.content));
  object.id = id;
  TRY(record_object_event(tx, call, object, "created", {}, now));
  return object;
}

}  // namespace

Result<void> create_object(Context& context, const WorkspaceCall& call, catalog::ObjectKind kind, base::Json body) {
  TRY_LET(draft, read_object_draft(context, call, kind, std::move(body)));
  const auto now = context.clock.now();
  return context.store.write([&](Tx& tx) -> Result<void> {
    TRY(tx.workspaces().lock(call.workspace.id));
    TRY(authorize(context, tx, call, access::Action::develop));
    TRY(refuse_taken_name(tx, call, draft));
    TRY_LET(deleted, find_deleted(tx, call, draft));
    TRY_LET(object, deleted ? bring_back(tx, call, *deleted, draft, now) : insert_new(context, tx, call, draft, now));
    TRY(make_directory(tx, call, draft));
    if (!draft.is_submitted) return {};
    tx.after_commit([&] { context.wakeups.deployments(); });
    return submit_draft(context, tx, call, object, draft, now);
  });
}

}  // namespace slipway::app
