#include "app/catalog/object_access.h"

#include <string>
#include <utility>

#include "app/ports/catalog/object_repository.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/release/pending_item_repository.h"
#include "domain/catalog/names.h"

namespace slipway::app {

base::Error object_not_found(catalog::ObjectKind kind, std::string_view name) {
  if (kind == catalog::ObjectKind::job)
    return base::not_found("job.not_found", "there is no job called '" + std::string(name) + "'");
  return base::not_found("script.not_found", "there is no script called '" + std::string(name) + "'");
}

Result<catalog::Object> get_object(Tx& tx, const WorkspaceCall& call, catalog::ObjectKind kind, std::string_view name) {
  TRY_LET(found, tx.objects().find(call.workspace.id, kind, name));
  if (!found) return object_not_found(kind, name);
  return *std::move(found);
}

Result<void> refuse_in_open_package(Tx& tx, const catalog::Object& object) {
  TRY(tx.pending_items().close_ended_memberships({object.id}));
  TRY_LET(package, tx.pending_items().find_open_package(object.id));
  if (!package) return {};
  return base::conflict("release.object_in_open_package", "the " + std::string(catalog::to_text(object.kind)) + " '" +
                                                              object.name + "' is in the open package '" + package->name + "' (" +
                                                              package->id.text() + "): deploy or revoke that package first");
}

Result<std::optional<EnvironmentObject>> find_in_production(Tx& tx, const WorkspaceCall& call, const catalog::Object& object) {
  TRY_LET(production, tx.environments().get(call.workspace.id, catalog::production_name));
  return tx.environments().find_object(production.id, production.generation, object.id);
}

Result<void> make_directory(Tx& tx, const WorkspaceCall& call, const ObjectDraft& draft) {
  if (draft.directory.empty()) return {};
  const auto paths = catalog::directory_with_parents(draft.directory);
  if (paths.empty()) return {};
  TRY_LET(count, tx.objects().make_directories(call.workspace.id, draft.kind, paths));
  if (count > catalog::directory_count_max)
    return base::limit_reached("limit.reached",
                               "the workspace would have more than " + std::to_string(catalog::directory_count_max) + " " +
                                   std::string(catalog::to_text(draft.kind)) + " directories, which is the limit");
  return {};
}

Result<void> record_object_event(Tx& tx, const WorkspaceCall& call, const catalog::Object& object, std::string_view event,
                                 base::Json detail, base::Instant now) {
  const std::string kind(catalog::to_text(object.kind));
  return tx.audit().add({.workspace = call.workspace.id,
                         .user = call.caller.user,
                         .action = kind + "." + std::string(event),
                         .subject_kind = kind,
                         .subject_id = object.id.text(),
                         .subject_name = object.name,
                         .detail = std::move(detail),
                         .at = now});
}

}  // namespace slipway::app
