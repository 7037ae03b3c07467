#include "adapters/store/catalog/object_repository.h"

#include <unordered_map>
#include <utility>

#include "adapters/store/row_mapping.h"
#include "base/json.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

catalog::Object to_object(const Row& row) {
  return {.id = row.number_id<catalog::ObjectId>("id"),
          .workspace = row.hex_id<catalog::WorkspaceId>("workspace_id"),
          .kind = to_enum(catalog::parse_object_kind(row.text("kind"))),
          .name = row.text("name"),
          .is_live = row.flag("is_live"),
          .latest_version = row.integer("latest_version"),
          .lock_holder = row.hex_id<catalog::UserId>("lock_holder"),
          .created_by = row.hex_id<catalog::UserId>("created_by"),
          .created_at = row.instant("created_at"),
          .updated_by = row.hex_id<catalog::UserId>("updated_by"),
          .updated_at = row.instant("updated_at")};
}

catalog::Content to_content(const Row& row) { return {row.text("content"), row.text("digest"), row.text("submission")}; }

app::ObjectRow to_object_row(const Row& row) {
  auto object = to_object(row);
  auto draft = to_content(row);
  return {std::move(object), std::move(draft), row.text("created_by_name"), row.text("updated_by_name")};
}

std::optional<catalog::Object> first_object(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return to_object(rows.front());
}

app::JobActivity to_activity(const Row& row) {
  app::JobActivity activity;
  activity.job = row.number_id<catalog::ObjectId>("object_id");
  if (const auto type = row.optional_text("schedule_type")) activity.schedule_type = catalog::parse_schedule_type(*type);
  if (const auto status = row.optional_text("status")) activity.schedule_status = to_enum(app::parse_schedule_status(*status));
  activity.scheduled_at = row.optional_instant("scheduled_at");
  if (const auto state = row.optional_text("last_state")) activity.last_state = to_enum(instance::parse_instance_state(*state));
  activity.newest_started_at = row.optional_instant("newest_started_at");
  activity.newest_ended_at = row.optional_instant("newest_ended_at");
  activity.last_ended_at = row.optional_instant("last_ended_at");
  activity.has_unfinished_instance = row.flag("has_unfinished");
  return activity;
}

std::string word_list(const std::vector<std::string>& words) {
  base::Json::Array list;
  for (const auto& word : words) list.emplace_back(word);
  return base::format_json(list);
}

base::Error object_name_taken(catalog::ObjectKind kind, const std::string& name) {
  const bool is_job = kind == catalog::ObjectKind::job;
  return base::conflict(is_job ? "job.name_taken" : "script.name_taken",
                        "there is a " + std::string(catalog::to_text(kind)) + " called '" + name + "' already");
}

}  // namespace

Result<std::optional<catalog::Object>> SqlObjectRepository::find(const catalog::WorkspaceId& workspace, catalog::ObjectKind kind,
                                                                 std::string_view name) {
  TRY_LET(rows, connection_.query(sql::find_live_object,
                                  {{"workspace_id", workspace}, {"kind", catalog::to_text(kind)}, {"name", name}}));
  return first_object(rows);
}

Result<std::optional<app::ObjectRow>> SqlObjectRepository::find_row(const catalog::WorkspaceId& workspace,
                                                                    catalog::ObjectKind kind, std::string_view name) {
  TRY_LET(rows, connection_.query(sql::find_object_row,
                                  {{"workspace_id", workspace}, {"kind", catalog::to_text(kind)}, {"name", name}}));
  if (rows.empty()) return std::optional<app::ObjectRow>{};
  return std::optional<app::ObjectRow>{to_object_row(rows.front())};
}

Result<std::optional<catalog::Object>> SqlObjectRepository::find(catalog::ObjectId id) {
  TRY_LET(rows, connection_.query(sql::find_object, {{"id", id}}));
  return first_object(rows);
}

Result<app::ObjectPage> SqlObjectRepository::list(const catalog::WorkspaceId& workspace, const app::ObjectFilter& filter) {
  std::vector<Binding> bindings{{"workspace_id", workspace}, {"kind", catalog::to_text(filter.kind)}};
  const std::vector<Binding> place = bindings;
  bindings.push_back({"name_like", optional_contains_pattern(filter.name_contains)});
  const bool looks_into_drafts = filter.process_type.has_value() || !filter.any_tag.empty();
  if (looks_into_drafts) {
    bindings.push_back({"process_type", filter.process_type});
    bindings.push_back({"tags", filter.any_tag.empty() ? Value() : Value(word_list(filter.any_tag))});
  }
  TRY_LET(counted, looks_into_drafts      ? connection_.query(sql::count_objects_by_draft, bindings)
                   : filter.name_contains ? connection_.query(sql::count_objects, bindings)
                                          : connection_.query(sql::count_all_objects, place));
  bindings.push_back({"limit", filter.limit});
  bindings.push_back({"skip", filter.skip});
  if (filter.draft_size_max || filter.take_room) TRY(measure_page(filter, bindings, looks_into_drafts));
  TRY_LET(rows, connection_.query(looks_into_drafts ? sql::list_objects_by_draft : sql::list_objects, bindings));

  app::ObjectPage page;
  page.total = counted.front().integer("total");
  page.rows.reserve(rows.size());
  for (const auto row : rows) page.rows.push_back(to_object_row(row));
  return page;
}

// First, so that a page of large drafts is never read to be refused.
Result<void> SqlObjectRepository::measure_page(const app::ObjectFilter& filter, std::span<const Binding> page,
                                               bool looks_into_drafts) {
  TRY_LET(rows, connection_.query(looks_into_drafts ? sql::measure_drafts_listed_by_draft : sql::measure_listed_drafts, page));
  const auto size = rows.front().integer("size");
  if (filter.draft_size_max && size > *filter.draft_size_max)
    return base::limit_reached("object.list_too_large", "the answer would have " + std::to_string(size) + " bytes, more than " +
                                                            std::to_string(*filter.draft_size_max) +
                                                            ": ask for fewer with a smaller limit");
  if (filter.take_room) TRY(filter.take_room({.bytes = size}));
  return {};
}

Result<bool> SqlObjectRepository::has_reached(const catalog::WorkspaceId& workspace, std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::count_live_objects_near_limit, {{"workspace_id", workspace}, {"limit", limit}}));
  return rows.front().integer("total") >= limit;
}

Result<void> SqlObjectRepository::write_draft(catalog::ObjectId object, const catalog::Content& draft) {
  TRY(connection_.execute(
      sql::upsert_draft,
      {{"object_id", object}, {"content", draft.canonical}, {"digest", draft.digest}, {"submission", draft.submission}}));
  return {};
}

Result<catalog::ObjectId> SqlObjectRepository::insert(const catalog::Object& object, const catalog::Content& draft) {
  auto rows = connection_.query(sql::insert_object, {{"workspace_id", object.workspace},
                                                     {"kind", catalog::to_text(object.kind)},
                                                     {"name", object.name},
                                                     {"name_folded", base::fold_case(object.name)},
                                                     {"lock_holder", object.lock_holder},
                                                     {"created_by", object.created_by},
                                                     {"created_at", object.created_at},
                                                     {"updated_by", object.updated_by},
                                                     {"updated_at", object.updated_at}});
  if (!rows && violates(rows.error(), "object_name_unique")) return object_name_taken(object.kind, object.name);
  TRY(rows);
  const auto id = rows->front().number_id<catalog::ObjectId>("id");
  TRY(write_draft(id, draft));
  return id;
}

Result<void> SqlObjectRepository::update_draft(const catalog::Object& object, const catalog::Content& draft) {
  TRY(connection_.execute(sql::update_object, {{"id", object.id},
                                               {"lock_holder", object.lock_holder},
                                               {"updated_by", object.updated_by},
                                               {"updated_at", object.updated_at}}));
  return write_draft(object.id, draft);
}

Result<std::optional<catalog::Content>> SqlObjectRepository::find_draft(catalog::ObjectId object) {
  TRY_LET(rows, connection_.query(sql::find_draft, {{"object_id", object}}));
  if (rows.empty()) return std::optional<catalog::Content>{};
  return std::optional<catalog::Content>{to_content(rows.front())};
}

Result<void> SqlObjectRepository::retire(catalog::ObjectId object) {
  TRY(connection_.execute(sql::delete_draft, {{"object_id", object}}));
  TRY(connection_.execute(sql::retire_object, {{"id", object}}));
  return {};
}

Result<void> SqlObjectRepository::bring_back(const catalog::Object& object, const catalog::Content& draft) {
  auto changed = connection_.execute(sql::revive_object, {{"id", object.id}});
  if (!changed && violates(changed.error(), "object_name_unique")) return object_name_taken(object.kind, object.name);
  TRY(changed);
  return update_draft(object, draft);
}

Result<bool> SqlObjectRepository::is_referred_to(catalog::ObjectId object) {
  TRY_LET(rows, connection_.query(sql::count_references_to_object, {{"id", object}}));
  return rows.front().integer("total") > 0;
}

Result<void> SqlObjectRepository::erase(catalog::ObjectId object) {
  TRY(connection_.execute(sql::delete_draft, {{"object_id", object}}));
  TRY(connection_.execute(sql::delete_version_references, {{"object_id", object}}));
  TRY(connection_.execute(sql::delete_object_versions, {{"object_id", object}}));
  TRY(connection_.execute(sql::delete_object, {{"id", object}}));
  return {};
}

Result<void> SqlObjectRepository::insert_version(const catalog::SubmittedVersion& version,
                                                 const std::vector<catalog::Reference>& references) {
  TRY(connection_.execute(sql::insert_object_version, {{"object_id", version.object},
                                                       {"number", version.number},
                                                       {"name", version.name},
                                                       {"content", version.content.canonical},
                                                       {"digest", version.content.digest},
                                                       {"submission", version.content.submission},
                                                       {"submitted_by", version.submitted_by},
                                                       {"submitted_at", version.submitted_at}}));
  std::vector<std::vector<Value>> rows;
  rows.reserve(references.size());
  for (const auto& reference : references)
    rows.push_back({version.object, version.number, catalog::to_text(reference.relation), catalog::to_text(reference.kind),
                    reference.name, reference.node_name});
  if (!rows.empty()) TRY(connection_.execute_many(sql::insert_version_reference, rows));
  TRY(connection_.execute(sql::set_latest_version, {{"id", version.object}, {"number", version.number}}));
  return {};
}

Result<std::optional<catalog::SubmittedVersion>> SqlObjectRepository::find_version(catalog::ObjectId object,
                                                                                   catalog::VersionNumber number) {
  TRY_LET(rows, connection_.query(sql::find_object_version, {{"object_id", object}, {"number", number}}));
  if (rows.empty()) return std::optional<catalog::SubmittedVersion>{};
  const auto row = rows.front();
  return std::optional<catalog::SubmittedVersion>{{.object = row.number_id<catalog::ObjectId>("object_id"),
                                                   .number = row.integer("number"),
                                                   .name = row.text("name"),
                                                   .content = to_content(row),
                                                   .submitted_by = row.hex_id<catalog::UserId>("submitted_by"),
                                                   .submitted_at = row.instant("submitted_at")}};
}

Result<app::VersionPeople> SqlObjectRepository::get_version_people(catalog::ObjectId object, catalog::VersionNumber number) {
  TRY_LET(rows, connection_.query(sql::find_version_people, {{"object_id", object}, {"number", number}}));
  BASE_ASSERT(!rows.empty());
  const auto row = rows.front();
  return app::VersionPeople{row.text("created_by_name"), row.text("submitted_by_name"), row.instant("submitted_at")};
}

Result<std::vector<catalog::Object>> SqlObjectRepository::list_jobs_after(const catalog::WorkspaceId& workspace,
                                                                          std::string_view job_name) {
  TRY_LET(rows, connection_.query(sql::list_jobs_after, {{"workspace_id", workspace}, {"job_name", job_name}}));
  std::vector<catalog::Object> jobs;
  jobs.reserve(rows.size());
  for (const auto row : rows) jobs.push_back(to_object(row));
  return jobs;
}

Result<std::optional<app::NeedingObject>> SqlObjectRepository::find_needing(const catalog::Environment& environment,
                                                                            catalog::ObjectKind kind, std::string_view name) {
  TRY_LET(rows, connection_.query(sql::find_needing_object, {{"environment_id", environment.id},
                                                             {"at", environment.generation},
                                                             {"kind", catalog::to_text(kind)},
                                                             {"name", name}}));
  if (rows.empty()) return std::optional<app::NeedingObject>{};
  const auto row = rows.front();
  return std::optional<app::NeedingObject>{
      {to_enum(catalog::parse_object_kind(row.text("kind"))), row.text("name"), row.text("node_name")}};
}

Result<std::int64_t> SqlObjectRepository::make_directories(const catalog::WorkspaceId& workspace, catalog::ObjectKind kind,
                                                           const std::vector<std::string>& paths) {
  for (const auto& path : paths)
    TRY(connection_.execute(sql::insert_directory,
                            {{"workspace_id", workspace}, {"kind", catalog::to_text(kind)}, {"path", path}}));
  TRY_LET(rows, connection_.query(sql::count_directories, {{"workspace_id", workspace}, {"kind", catalog::to_text(kind)}}));
  return rows.front().integer("total");
}

Result<std::vector<app::JobActivity>> SqlObjectRepository::list_activity(const catalog::Environment& environment,
                                                                         const std::vector<catalog::ObjectId>& jobs) {
  TRY_LET(rows, connection_.query(
                    sql::list_job_activity,
                    {{"environment_id", environment.id}, {"generation", environment.generation}, {"jobs", id_set(jobs)}}));
  std::unordered_map<catalog::ObjectId, app::JobActivity> by_job;
  for (const auto row : rows) {
    auto activity = to_activity(row);
    by_job.emplace(activity.job, std::move(activity));
  }
  std::vector<app::JobActivity> in_order;
  in_order.reserve(jobs.size());
  for (const auto& job : jobs) in_order.push_back(by_job[job]);
  return in_order;
}

}  // namespace slipway::store
