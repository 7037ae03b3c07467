#include "app/catalog/submit_draft.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/catalog/object_access.h"
#include "app/deploying/release_at_once.h"
#include "app/ports/catalog/object_repository.h"
#include "app/ports/release/pending_item_repository.h"
#include "app/ports/run/instance_repository.h"

namespace slipway::app {

namespace {

struct Submitted {
  catalog::SubmittedVersion version;
  bool is_new = false;
};

Result<Submitted> make_version(Tx& tx, const WorkspaceCall& call, const catalog::Object& object, const ObjectDraft& draft,
                               base::Instant now) {
  if (object.latest_version > 0) {
    TRY_LET(latest, tx.objects().find_version(object.id, object.latest_version));
    BASE_ASSERT(latest.has_value());
    if (latest->content.digest == draft.content.digest) return Submitted{*std::move(latest), false};
  }
  catalog::SubmittedVersion version{.object = object.id,
                                    .number = object.latest_version + 1,
                                    .name = object.name,
                                    .content = draft.content,
                                    .submitted_by = call.caller.user,
                                    .submitted_at = now};
  TRY(tx.objects().insert_version(version, draft.references));
  TRY(record_object_event(tx, call, object, "submitted",
                          base::Json::Object{{"version", version.number}, {"digest", version.content.digest}}, now));
  return Submitted{std::move(version), true};
}

// Does production have this very content, be it under another number?
Result<bool> production_equals(Tx& tx, const WorkspaceCall& call, const catalog::Object& object,
                               const catalog::SubmittedVersion& version) {
  TRY_LET(released, find_in_production(tx, call, object));
  if (!released) return false;
  if (released->version == version.number) return true;
  TRY_LET(content, tx.objects().find_version(object.id, released->version));
  return content && content->content.digest == version.content.digest;
}

// The free item is what production lacks of the latest version. What an open package will bring is not production yet, so
// a new version waits beside it; the version that is in that package already does not wait twice.
Result<void> settle_pending_item(Tx& tx, const WorkspaceCall& call, const catalog::Object& object, const Submitted& submitted) {
  TRY(tx.pending_items().close_ended_memberships({object.id}));
  TRY_LET(open_package, tx.pending_items().find_open_package(object.id));
  if (open_package && !submitted.is_new) return {};
  if (!open_package) {
    TRY_LET(is_released, production_equals(tx, call, object, submitted.version));
    if (is_released) return tx.pending_items().remove_free(object.id);
  }
  return tx.pending_items().put_free({.id = {},
                                      .workspace = call.workspace.id,
                                      .object = object.id,
                                      .kind = object.kind,
                                      .name = object.name,
                                      .change = release::Change::put,
                                      .version = submitted.version.number,
                                      .submitted_by = submitted.version.submitted_by,
                                      .submitted_at = submitted.version.submitted_at,
                                      .package = std::nullopt});
}

// What enters production at once must find there what it needs. Nobody else moves that production: the workspace is locked.
Result<void> refuse_missing_needs(Tx& tx, const WorkspaceCall& call, const ObjectDraft& draft) {
  std::vector<std::string> scripts;
  for (const auto& reference : draft.references)
    if (reference.relation == catalog::Relation::needs) scripts.push_back(reference.name);
  if (scripts.empty()) return {};
  TRY_LET(production, tx.environments().get(call.workspace.id, catalog::production_name));
  TRY_LET(found, tx.instances().resolve_scripts(production.id, production.generation, scripts));
  for (const auto& reference : draft.references)
    if (reference.relation == catalog::Relation::needs && found.find(reference.name) == found.end())
      return base::conflict("release.needs_missing", "job '" + draft.name + "' needs script '" + reference.name + "' (node '" +
                                                         reference.node_name +
                                                         "'), which is not in production; submit that script first");
  return {};
}

}  // namespace

Result<void> submit_draft(Context& context, Tx& tx, const WorkspaceCall& call, const catalog::Object& object,
                          const ObjectDraft& draft, base::Instant now) {
  TRY_LET(submitted, make_version(tx, call, object, draft, now));
  if (call.workspace.mode == catalog::WorkspaceMode::enterprise) return settle_pending_item(tx, call, object, submitted);

  TRY_LET(is_released, production_equals(tx, call, object, submitted.version));
  if (is_released) return {};
  TRY(refuse_missing_needs(tx, call, draft));
  TRY(release_at_once(context, tx, call,
                      {.object = object.id,
                       .kind = object.kind,
                       .name = object.name,
                       .change = release::Change::put,
                       .version = submitted.version.number}));
  return {};
}

}  // namespace slipway::app
