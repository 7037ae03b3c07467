#include "app/catalog/list_objects.h"

#include <utility>

#include "app/catalog/stored_size.h"
#include "app/ports/release/environment_repository.h"

namespace slipway::app {

namespace {

Result<ListedJob> to_listed_job(ObjectRow row, JobActivity activity) {
  TRY_LET(definition, base::parse_json(row.draft.canonical));
  return ListedJob{.object = std::move(row.object),
                   .definition = std::move(definition),
                   .created_by_name = std::move(row.created_by_name),
                   .updated_by_name = std::move(row.updated_by_name),
                   .activity = std::move(activity)};
}

Result<ListedScript> to_listed_script(ObjectRow row) {
  TRY_LET(definition, base::parse_json(row.draft.canonical));
  TRY_LET(submission, base::parse_json(row.draft.submission));
  return ListedScript{std::move(row.object), std::move(definition), std::move(submission)};
}

// The rows themselves were asked for when they were measured.
Result<void> take_room_to_parse(const ObjectFilter& filter, const std::vector<ObjectRow>& rows) {
  if (!filter.take_room) return {};
  StoredSize all;
  for (const auto& row : rows) all.json_values += size_of(row.draft).json_values;
  return filter.take_room(all);
}

}  // namespace

Result<ScriptList> list_scripts(Context& context, const WorkspaceCall& call, ObjectFilter filter) {
  filter.kind = catalog::ObjectKind::script;
  filter.draft_size_max = listed_bytes_max;
  TRY_LET(page, context.store.read([&](Tx& tx) { return tx.objects().list(call.workspace.id, filter); }));
  TRY(take_room_to_parse(filter, page.rows));
  ScriptList list;
  list.total = page.total;
  list.scripts.reserve(page.rows.size());
  for (auto& row : page.rows) {
    TRY_LET(script, to_listed_script(std::move(row)));
    list.scripts.push_back(std::move(script));
  }
  return list;
}

Result<JobList> list_jobs(Context& context, const WorkspaceCall& call, ObjectFilter filter) {
  filter.kind = catalog::ObjectKind::job;
  return context.store.read([&](Tx& tx) -> Result<JobList> {
    TRY_LET(page, tx.objects().list(call.workspace.id, filter));
    TRY(take_room_to_parse(filter, page.rows));
    TRY_LET(production, tx.environments().get(call.workspace.id, catalog::production_name));
    std::vector<catalog::ObjectId> ids;
    ids.reserve(page.rows.size());
    for (const auto& row : page.rows) ids.push_back(row.object.id);
    TRY_LET(activities, tx.objects().list_activity(production, ids));

    JobList list;
    list.total = page.total;
    list.jobs.reserve(page.rows.size());
    for (std::size_t i = 0; i < page.rows.size(); ++i) {
      TRY_LET(job, to_listed_job(std::move(page.rows[i]), std::move(activities[i])));
      list.jobs.push_back(std::move(job));
    }
    return list;
  });
}

}  // namespace slipway::app
