#include "app/catalog/update_object.h"

#include <string>
#include <utility>

#include "app/access/authorize.h"
#include "app/catalog/object_access.h"
#include "app/catalog/object_draft.h"
#include "app/catalog/submit_draft.h"
#include "app/ports/catalog/object_repository.h"
#include "app/ports/people/workspace_repository.h"

namespace slipway::app {

namespace {

// Soft policy: the last writer with permission holds the lock.
Result<void> take_lock(Tx& tx, const WorkspaceCall& call, catalog::Object& object, base::Instant now) {
  const bool is_others = object.lock_holder && object.lock_holder != call.caller.user;
  if (is_others)
    TRY(record_object_event(tx, call, object, "lock_taken_over", base::Json::Object{{"from_user_id", object.lock_holder.text()}},
                            now));
  object.lock_holder = call.caller.user;
  return {};
}

}  // namespace

Result<void> update_object(Context& context, const WorkspaceCall& call, catalog::ObjectKind kind, std::string_view name,
                           base::Json body) {
  TRY_LET(draft, read_object_draft(context, call, kind, std::move(body)));
  if (draft.name != name)
    return base::invalid_argument("object.renamed_in_body", "the body names '" + draft.name + "', the path '" +
                                                                std::string(name) + "': rename is a call of its own");
  const auto now = context.clock.now();
  return context.store.write([&](Tx& tx) -> Result<void> {
    TRY(tx.workspaces().lock(call.workspace.id));
    TRY(authorize(context, tx, call, access::Action::develop));
    TRY_LET(object, get_object(tx, call, kind, name));
    TRY(take_lock(tx, call, object, now));
    object.updated_by = call.caller.user;
    object.updated_at = now;
    TRY(tx.objects().update_draft(object, draft.content));
    TRY(record_object_event(tx, call, object, "updated", {}, now));
    TRY(make_directory(tx, call, draft));
    if (!draft.is_submitted) return {};
    tx.after_commit([&] { context.wakeups.deployments(); });
    return submit_draft(context, tx, call, object, draft, now);
  });
}

}  // namespace slipway::app
