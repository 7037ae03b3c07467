#include "app/catalog/show_object.h"

#include <utility>

#include "app/catalog/object_access.h"
#include "app/catalog/stored_size.h"
#include "app/ports/catalog/object_repository.h"

namespace slipway::app {

namespace {

base::Error version_not_found(const catalog::Object& object, std::string_view which) {
  return base::not_found("object.version_not_found", "the " + std::string(catalog::to_text(object.kind)) + " '" + object.name +
                                                         "' has no " + std::string(which));
}

struct SelectedContent {
  catalog::Content content;
  catalog::VersionNumber version = 0;
};

Result<SelectedContent> select_content(Tx& tx, ObjectRow& row, const ObjectSelection& selection) {
  const bool wants_draft = !selection.version && !selection.wants_latest_submitted;
  if (wants_draft) return SelectedContent{std::move(row.draft), row.object.latest_version};
  const auto number = selection.version.value_or(row.object.latest_version);
  TRY_LET(found, tx.objects().find_version(row.object.id, number));
  if (!found)
    return version_not_found(row.object,
                             selection.version ? "submitted version " + std::to_string(number) : "submitted version yet");
  return SelectedContent{std::move(found->content), number};
}

}  // namespace

Result<ShownObject> show_object(Context& context, const WorkspaceCall& call, catalog::ObjectKind kind, std::string_view name,
                                const ObjectSelection& selection) {
  return context.store.read([&](Tx& tx) -> Result<ShownObject> {
    TRY_LET(row, tx.objects().find_row(call.workspace.id, kind, name));
    if (!row) return object_not_found(kind, name);
    TRY_LET(selected, select_content(tx, *row, selection));
    if (selection.take_room) TRY(selection.take_room(size_of(selected.content)));
    TRY_LET(definition, base::parse_json(selected.content.canonical));
    TRY_LET(submission, base::parse_json(selected.content.submission));
    ShownObject shown{.object = std::move(row->object),
                      .definition = std::move(definition),
                      .submission = std::move(submission),
                      .version = selected.version,
                      .created_by_name = std::move(row->created_by_name),
                      .updated_by_name = std::move(row->updated_by_name),
                      .downstream = {}};
    if (selection.wants_downstream) {
      TRY_LET(downstream, tx.objects().list_jobs_after(call.workspace.id, name));
      shown.downstream = std::move(downstream);
    }
    return shown;
  });
}

}  // namespace slipway::app
