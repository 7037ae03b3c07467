#include "adapters/store/release/environment_repository.h"
#include "adapters/store/row_mapping.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

catalog::Environment to_environment(const Row& row) {
  return {.id = row.number_id<catalog::EnvironmentId>("id"),
          .workspace = row.hex_id<catalog::WorkspaceId>("workspace_id"),
          .name = row.text("name"),
          .generation = row.integer("generation")};
}

base::Error no_environment(catalog::EnvironmentId id) {
  return base::not_found("environment.not_found", "there is no environment " + id.text());
}

base::Error no_environment(std::string_view name) {
  return base::not_found("environment.not_found", "this workspace has no environment '" + std::string(name.substr(0, 64)) +
                                                      "'; every workspace has production, an enterprise one development too");
}

template <class Key>
Result<catalog::Environment> only_environment(Result<Rows> rows, Key key) {
  TRY(rows);
  if (rows->empty()) return no_environment(key);
  return to_environment(rows->front());
}

app::EnvironmentObject to_environment_object(const Row& row) {
  return {.object = row.number_id<catalog::ObjectId>("object_id"),
          .kind = to_enum(catalog::parse_object_kind(row.text("kind"))),
          .name = row.text("name"),
          .version = row.integer("version"),
          .first_generation = row.integer("first_generation")};
}

std::optional<app::EnvironmentObject> first_environment_object(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return to_environment_object(rows.front());
}

}  // namespace

Result<catalog::EnvironmentId> SqlEnvironmentRepository::insert(const catalog::WorkspaceId& workspace, std::string_view name) {
  TRY_LET(rows, connection_.query(sql::insert_environment, {{"workspace_id", workspace}, {"name", name}}));
  return rows.front().number_id<catalog::EnvironmentId>("id");
}

Result<catalog::Environment> SqlEnvironmentRepository::get(catalog::EnvironmentId id) {
  return only_environment(connection_.query(sql::find_environment, {{"id", id}}), id);
}

Result<catalog::Environment> SqlEnvironmentRepository::get(const catalog::WorkspaceId& workspace, std::string_view name) {
  return only_environment(connection_.query(sql::find_environment_named, {{"workspace_id", workspace}, {"name", name}}), name);
}

Result<catalog::Environment> SqlEnvironmentRepository::lock_shared(catalog::EnvironmentId id) {
  return only_environment(connection_.query(sql::lock_environment_shared, {{"id", id}}), id);
}

Result<app::LockedEnvironment> SqlEnvironmentRepository::lock(catalog::EnvironmentId id) {
  TRY_LET(rows, connection_.query(sql::lock_environment, {{"id", id}}));
  if (rows.empty()) return no_environment(id);
  const auto row = rows.front();
  app::LockedEnvironment locked;
  locked.environment = to_environment(row);
  locked.fence = row.integer("fence");
  if (const auto holder = row.number_id<release::DeploymentId>("holder_deployment_id")) locked.holder = holder;
  locked.holder_incarnation = row.optional_text("holder_incarnation").value_or(std::string());
  locked.holder_is_alive = row.flag("holder_is_alive");
  return locked;
}

Result<std::optional<app::EnvironmentObject>> SqlEnvironmentRepository::find_object(catalog::EnvironmentId id,
                                                                                    catalog::GenerationNumber at,
                                                                                    catalog::ObjectKind kind,
                                                                                    std::string_view name) {
  TRY_LET(rows, connection_.query(sql::find_environment_object_named,
                                  {{"environment_id", id}, {"at", at}, {"kind", catalog::to_text(kind)}, {"name", name}}));
  return first_environment_object(rows);
}

Result<std::optional<app::EnvironmentObject>> SqlEnvironmentRepository::find_object(catalog::EnvironmentId id,
                                                                                    catalog::GenerationNumber at,
                                                                                    catalog::ObjectId object) {
  TRY_LET(rows, connection_.query(sql::find_environment_object, {{"environment_id", id}, {"at", at}, {"object_id", object}}));
  return first_environment_object(rows);
}

Result<std::vector<app::EnvironmentObject>> SqlEnvironmentRepository::list_objects(catalog::EnvironmentId id,
                                                                                   catalog::GenerationNumber at,
                                                                                   std::string_view after_kind,
                                                                                   std::string_view after_name,
                                                                                   std::int64_t limit) {
  TRY_LET(rows,
          connection_.query(
              sql::list_environment_objects,
              {{"environment_id", id}, {"at", at}, {"after_kind", after_kind}, {"after_name", after_name}, {"limit", limit}}));
  std::vector<app::EnvironmentObject> objects;
  objects.reserve(rows.size());
  for (const auto row : rows) objects.push_back(to_environment_object(row));
  return objects;
}

Result<std::vector<app::HeldJob>> SqlEnvironmentRepository::list_jobs(const catalog::Environment& environment,
                                                                      const app::HeldJobFilter& filter) {
  TRY_LET(rows, connection_.query(sql::list_environment_jobs, {{"environment_id", environment.id},
                                                               {"at", environment.generation},
                                                               {"name_like", optional_contains_pattern(filter.name_contains)},
                                                               {"after", filter.after},
                                                               {"through", filter.through},
                                                               {"limit", filter.limit}}));
  std::vector<app::HeldJob> jobs;
  jobs.reserve(rows.size());
  for (const auto row : rows) {
    auto& job = jobs.emplace_back();
    job.job = row.number_id<catalog::ObjectId>("object_id");
    job.name = row.text("name");
    job.is_live = row.flag("is_live");
    job.is_running = row.flag("is_running");
    if (const auto newest = row.number_id<instance::JobInstanceId>("newest_id"))
      job.newest = {newest, to_enum(instance::parse_instance_state(row.text("newest_state"))),
                    row.optional_instant("newest_ended_at")};
  }
  return jobs;
}

Result<std::vector<app::GenerationRow>> SqlEnvironmentRepository::list_generations(catalog::EnvironmentId id,
                                                                                   catalog::GenerationNumber before,
                                                                                   std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_generations, {{"environment_id", id}, {"before", before}, {"limit", limit}}));
  std::vector<app::GenerationRow> generations;
  for (const auto row : rows) {
    app::GenerationRow generation;
    generation.number = row.integer("number");
    generation.deployment = row.number_id<release::DeploymentId>("deployment_id");
    if (const auto package = row.number_id<release::ReleasePackageId>("package_id")) generation.package = package;
    generation.package_name = row.optional_text("package_name").value_or(std::string());
    generation.created_by = row.hex_id<catalog::UserId>("created_by");
    generation.created_by_name = row.text("created_by_name");
    generation.created_at = row.instant("created_at");
    generation.item_count = row.integer("item_count");
    generations.push_back(std::move(generation));
  }
  return generations;
}

Result<release::Fence> SqlEnvironmentRepository::set_holder(catalog::EnvironmentId id, release::DeploymentId deployment,
                                                            const std::string& incarnation) {
  TRY_LET(rows, connection_.query(sql::set_environment_holder,
                                  {{"id", id}, {"deployment_id", deployment}, {"incarnation", incarnation}}));
  if (rows.empty()) return no_environment(id);
  return rows.front().integer("fence");
}

Result<void> SqlEnvironmentRepository::clear_holder(catalog::EnvironmentId id) {
  TRY(connection_.execute(sql::clear_environment_holder, {{"id", id}}));
  return {};
}

Result<std::optional<app::ItemRange>> SqlEnvironmentRepository::next_item_range(release::ReleasePackageId package,
                                                                                catalog::ObjectId after, std::int64_t batch) {
  TRY_LET(rows, connection_.query(sql::next_item_range, {{"package_id", package}, {"after", after.number}, {"batch", batch}}));
  const auto row = rows.front();
  if (row.integer("item_count") == 0) return std::optional<app::ItemRange>{};
  return std::optional<app::ItemRange>{
      {.after = after, .through = row.number_id<catalog::ObjectId>("through"), .count = row.integer("item_count")}};
}

Result<std::optional<app::ItemRange>> SqlEnvironmentRepository::previous_item_range(release::ReleasePackageId package,
                                                                                    catalog::ObjectId through,
                                                                                    std::int64_t batch) {
  TRY_LET(rows, connection_.query(sql::previous_item_range, {{"package_id", package}, {"through", through}, {"batch", batch}}));
  const auto row = rows.front();
  if (row.integer("item_count") == 0) return std::optional<app::ItemRange>{};
  return std::optional<app::ItemRange>{
      {.after = catalog::ObjectId{row.integer("first") - 1}, .through = through, .count = row.integer("item_count")}};
}

Result<void> SqlEnvironmentRepository::stage_range(const release::Deployment& deployment, const app::ItemRange& range) {
  const Value environment = deployment.environment;
  const Value package = deployment.package;
  const Value at = *deployment.base;
  TRY(connection_.execute(sql::close_replaced_objects, {{"environment_id", environment},
                                                        {"package_id", package},
                                                        {"at", at},
                                                        {"after", range.after.number},
                                                        {"through", range.through}}));
  TRY(connection_.execute(sql::insert_staged_objects, {{"environment_id", environment},
                                                       {"package_id", package},
                                                       {"next", deployment.next_generation()},
                                                       {"deployment_id", deployment.id},
                                                       {"after", range.after.number},
                                                       {"through", range.through}}));
  return {};
}

Result<void> SqlEnvironmentRepository::undo_range(const release::Deployment& deployment, const app::ItemRange& range) {
  TRY(connection_.execute(sql::delete_staged_objects, {{"environment_id", deployment.environment},
                                                       {"next", deployment.next_generation()},
                                                       {"deployment_id", deployment.id},
                                                       {"after", range.after.number},
                                                       {"through", range.through}}));
  TRY(connection_.execute(sql::reopen_replaced_objects, {{"environment_id", deployment.environment},
                                                         {"package_id", deployment.package},
                                                         {"at", *deployment.base},
                                                         {"after", range.after.number},
                                                         {"through", range.through}}));
  return {};
}

Result<void> SqlEnvironmentRepository::stage_object(const release::Deployment& deployment,
                                                    const release::ImmediateRelease& object) {
  TRY(connection_.execute(sql::close_replaced_object,
                          {{"environment_id", deployment.environment}, {"object_id", object.object}, {"at", *deployment.base}}));
  if (object.change == release::Change::remove) return {};
  TRY(connection_.execute(sql::insert_staged_object, {{"environment_id", deployment.environment},
                                                      {"object_id", object.object},
                                                      {"next", deployment.next_generation()},
                                                      {"version", object.version},
                                                      {"kind", catalog::to_text(object.kind)},
                                                      {"name", object.name},
                                                      {"deployment_id", deployment.id}}));
  return {};
}

Result<void> SqlEnvironmentRepository::advance(const release::Deployment& deployment, base::Instant now) {
  TRY_LET(rows, connection_.execute(
                    sql::advance_environment,
                    {{"id", deployment.environment}, {"generation", *deployment.generation}, {"base", *deployment.base}}));
  if (rows == 0) return base::conflict("deployment.environment_moved", "the environment moved to another generation meanwhile");
  TRY(connection_.execute(sql::insert_generation, {{"environment_id", deployment.environment},
                                                   {"number", *deployment.generation},
                                                   {"deployment_id", deployment.id},
                                                   {"created_by", deployment.requested_by},
                                                   {"created_at", now},
                                                   {"item_count", deployment.item_count}}));
  return {};
}

}  // namespace slipway::store
