#include <algorithm>
#include <unordered_map>

#include "adapters/store/release/package_repository.h"
#include "adapters/store/row_mapping.h"
#include "base/assert.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

release::ReleasePackage to_package(const Row& row) {
  release::ReleasePackage package;
  package.id = row.number_id<release::ReleasePackageId>("id");
  package.workspace = row.hex_id<catalog::WorkspaceId>("workspace_id");
  package.environment = row.number_id<catalog::EnvironmentId>("environment_id");
  package.name = row.text("name");
  package.state = to_enum(release::parse_release_state(row.text("state")));
  package.item_count = row.integer("item_count");
  package.applicant = row.hex_id<catalog::UserId>("applicant_id");
  package.packaged_by = row.hex_id<catalog::UserId>("packaged_by");
  package.applied_at = row.instant("applied_at");
  if (const auto deployer = row.hex_id<catalog::UserId>("deployer_id")) package.deployer = deployer;
  package.deploy_requested_at = row.optional_instant("deploy_requested_at");
  package.deployed_at = row.optional_instant("deployed_at");
  package.is_self_approved = row.flag("is_self_approved");
  if (const auto revoked_by = row.hex_id<catalog::UserId>("revoked_by")) package.revoked_by = revoked_by;
  package.revoked_at = row.optional_instant("revoked_at");
  package.revoked_generation = row.optional_integer("revoked_generation");
  package.checked_generation = row.integer("checked_generation");
  package.row_version = row.integer("version");
  return package;
}

app::PackageRow to_package_row(const Row& row) {
  app::PackageRow package_row;
  package_row.package = to_package(row);
  package_row.applicant_name = row.text("applicant_name");
  package_row.deployer_name = row.optional_text("deployer_name").value_or(std::string());
  return package_row;
}

std::string_view order_word(app::PackageOrder order) {
  switch (order) {
    case app::PackageOrder::applied_at: return "applied_at";
    case app::PackageOrder::deployed_at: return "deployed_at";
    case app::PackageOrder::name: return "name";
    case app::PackageOrder::state: return "state";
  }
  base::unreachable();
}

std::optional<std::string> optional_word_set(const std::optional<std::vector<std::string>>& words) {
  if (!words) return std::nullopt;
  return word_set(*words);
}

std::optional<std::string> optional_state_set(const std::optional<std::vector<release::ReleaseState>>& states) {
  if (!states) return std::nullopt;
  std::vector<std::string> words;
  words.reserve(states->size());
  for (const auto state : *states) words.emplace_back(release::to_text(state));
  return word_set(words);
}

app::PackageItemRow to_package_item_row(const Row& row) {
  app::PackageItemRow item;
  item.object = row.number_id<catalog::ObjectId>("object_id");
  item.pending_item = row.number_id<release::PendingItemId>("pending_item_id");
  item.kind = to_enum(catalog::parse_object_kind(row.text("kind")));
  item.name = row.text("name");
  item.change = to_enum(release::parse_change(row.text("change")));
  item.version = row.integer("version");
  item.submitted_by = row.hex_id<catalog::UserId>("submitted_by");
  item.submitted_by_name = row.text("submitted_by_name");
  item.submitted_at = row.instant("submitted_at");
  item.production_version = row.optional_integer("production_version");
  item.start_state = row.optional_text("start_state");
  item.start_message = row.optional_text("start_message");
  return item;
}

}  // namespace

Result<release::ReleasePackageId> SqlPackageRepository::insert(const release::ReleasePackage& package) {
  TRY_LET(rows, connection_.query(sql::insert_release_package, {{"workspace_id", package.workspace},
                                                                {"environment_id", package.environment},
                                                                {"name", package.name},
                                                                {"name_folded", base::fold_case(package.name)},
                                                                {"state", release::to_text(package.state)},
                                                                {"item_count", package.item_count},
                                                                {"applicant_id", package.applicant},
                                                                {"packaged_by", package.packaged_by},
                                                                {"applied_at", package.applied_at},
                                                                {"checked_generation", package.checked_generation}}));
  const auto id = rows.front().number_id<release::ReleasePackageId>("id");
  std::vector<std::vector<Value>> approvers;
  approvers.reserve(package.approvers.size());
  for (std::size_t i = 0; i < package.approvers.size(); ++i)
    approvers.push_back({id, static_cast<std::int64_t>(i), package.approvers[i]});
  TRY(connection_.execute_many(sql::insert_package_approver, approvers));
  return id;
}

Result<std::vector<release::ReleasePackage>> SqlPackageRepository::find_all(const catalog::WorkspaceId& workspace,
                                                                            const std::vector<release::ReleasePackageId>& ids) {
  TRY_LET(rows, connection_.query(sql::find_release_packages, {{"ids", id_set(ids)}, {"workspace_id", workspace}}));
  std::vector<app::PackageRow> found;
  for (const auto row : rows)
    found.push_back({.package = to_package(row), .applicant_name = {}, .deployer_name = {}, .approvers = {}});
  TRY(add_approvers(found));
  std::vector<release::ReleasePackage> in_order;
  for (const auto& id : ids) {
    const auto match = std::find_if(found.begin(), found.end(), [&](const auto& row) { return row.package.id == id; });
    if (match != found.end()) in_order.push_back(match->package);
  }
  return in_order;
}

Result<void> SqlPackageRepository::update(const release::ReleasePackage& package) {
  TRY_LET(rows, connection_.execute(sql::update_release_package, {{"id", package.id},
                                                                  {"version", package.row_version},
                                                                  {"state", release::to_text(package.state)},
                                                                  {"deployer_id", package.deployer},
                                                                  {"deploy_requested_at", package.deploy_requested_at},
                                                                  {"deployed_at", package.deployed_at},
                                                                  {"is_self_approved", package.is_self_approved},
                                                                  {"revoked_by", package.revoked_by},
                                                                  {"revoked_at", package.revoked_at},
                                                                  {"revoked_generation", package.revoked_generation}}));
  if (rows == 0)
    return base::conflict("release.package_changed", "package " + package.id.text() + " changed meanwhile; read it again");
  return {};
}

Result<app::PackagePage> SqlPackageRepository::list(const catalog::WorkspaceId& workspace, const app::PackageFilter& filter) {
  TRY_LET(rows,
          connection_.query(sql::list_release_packages, {{"workspace_id", workspace},
                                                         {"name_like", optional_contains_pattern(filter.name_contains)},
                                                         {"applicant_like", optional_contains_pattern(filter.applicant_contains)},
                                                         {"deployer_like", optional_contains_pattern(filter.deployer_contains)},
                                                         {"applicant_names", optional_word_set(filter.applicant_names)},
                                                         {"deployer_names", optional_word_set(filter.deployer_names)},
                                                         {"separator", word_separator},
                                                         {"applied_from", filter.applied_from},
                                                         {"applied_to", filter.applied_to},
                                                         {"deployed_from", filter.deployed_from},
                                                         {"deployed_to", filter.deployed_to},
                                                         {"states", optional_state_set(filter.states)},
                                                         {"order", order_word(filter.order)},
                                                         {"is_ascending", filter.ascending},
                                                         {"limit", filter.limit},
                                                         {"skip", filter.skip}}));
  app::PackagePage page;
  for (const auto row : rows) {
    page.total = row.integer("total");
    if (row.optional_integer("id")) page.rows.push_back(to_package_row(row));
  }
  TRY(add_approvers(page.rows));
  return page;
}

Result<std::optional<app::PackageRow>> SqlPackageRepository::find_row(const catalog::WorkspaceId& workspace,
                                                                      release::ReleasePackageId id) {
  TRY_LET(rows, connection_.query(sql::find_release_package_row, {{"workspace_id", workspace}, {"id", id}}));
  if (rows.empty()) return std::optional<app::PackageRow>{};
  std::vector<app::PackageRow> found{to_package_row(rows.front())};
  TRY(add_approvers(found));
  return std::optional<app::PackageRow>{std::move(found.front())};
}

Result<void> SqlPackageRepository::add_approvers(std::vector<app::PackageRow>& package_rows) {
  if (package_rows.empty()) return {};
  std::unordered_map<release::ReleasePackageId, app::PackageRow*> by_id;
  std::vector<release::ReleasePackageId> ids;
  for (auto& package_row : package_rows) {
    by_id.emplace(package_row.package.id, &package_row);
    ids.push_back(package_row.package.id);
  }
  TRY_LET(rows, connection_.query(sql::list_package_approvers, {{"ids", id_set(ids)}}));
  for (const auto row : rows) {
    auto& package_row = *by_id.at(row.number_id<release::ReleasePackageId>("package_id"));
    const auto user = row.hex_id<catalog::UserId>("user_id");
    package_row.package.approvers.push_back(user);
    package_row.approvers.push_back({user, row.text("name")});
  }
  return {};
}

Result<std::vector<app::PackageItemRow>> SqlPackageRepository::list_items(const release::ReleasePackage& package) {
  TRY_LET(rows, connection_.query(sql::list_package_item_rows, {{"package_id", package.id},
                                                                {"environment_id", package.environment},
                                                                {"is_open", package.is_open()},
                                                                {"revoked_generation", package.revoked_generation}}));
  std::vector<app::PackageItemRow> items;
  items.reserve(rows.size());
  for (const auto row : rows) items.push_back(to_package_item_row(row));
  return items;
}

Result<std::vector<app::PackageItem>> SqlPackageRepository::list_item_keys(release::ReleasePackageId package) {
  TRY_LET(rows, connection_.query(sql::list_package_items, {{"package_id", package}}));
  std::vector<app::PackageItem> items;
  items.reserve(rows.size());
  for (const auto row : rows)
    items.push_back({.object = row.number_id<catalog::ObjectId>("object_id"),
                     .kind = to_enum(catalog::parse_object_kind(row.text("kind"))),
                     .name = row.text("name"),
                     .change = to_enum(release::parse_change(row.text("change")))});
  return items;
}

Result<std::vector<app::PackageStart>> SqlPackageRepository::list_starts(release::ReleasePackageId package,
                                                                         const std::optional<std::string>& state,
                                                                         std::int64_t after, std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_package_starts,
                                  {{"package_id", package}, {"state", state}, {"after", after}, {"limit", limit}}));
  std::vector<app::PackageStart> starts;
  starts.reserve(rows.size());
  for (const auto row : rows)
    starts.push_back({.position = row.integer("ordinal") + 1,
                      .job = row.number_id<catalog::ObjectId>("object_id"),
                      .job_name = row.text("job_name"),
                      .state = row.text("state"),
                      .message = row.optional_text("message")});
  return starts;
}

Result<void> SqlPackageRepository::find_package_that_brings(release::ReleasePackageId package,
                                                            release::PackageObstacle& obstacle) {
  TRY_LET(rows, connection_.query(
                    sql::find_package_that_brings,
                    {{"package_id", package}, {"kind", catalog::to_text(obstacle.other_kind)}, {"name", obstacle.other_name}}));
  if (!rows.empty()) obstacle.brought_by = rows.front().number_id<release::ReleasePackageId>("id");
  return {};
}

Result<std::optional<release::PackageObstacle>> SqlPackageRepository::find_obstacle(const release::ReleasePackage& package,
                                                                                    catalog::GenerationNumber at) {
  struct Search {
    release::ObstacleRule rule;
    const Statement& statement;
  };
  const Search searches[] = {{release::ObstacleRule::lowers_version, sql::find_lowered_item},
                             {release::ObstacleRule::name_taken, sql::find_taken_name},
                             {release::ObstacleRule::needs_missing, sql::find_missing_need},
                             {release::ObstacleRule::still_needed, sql::find_still_needed}};
  for (const auto& search : searches) {
    TRY_LET(rows, connection_.query(search.statement,
                                    {{"package_id", package.id}, {"environment_id", package.environment}, {"at", at}}));
    if (rows.empty()) continue;
    const auto row = rows.front();
    release::PackageObstacle obstacle;
    obstacle.rule = search.rule;
    obstacle.culprit = row.number_id<catalog::ObjectId>("object_id");
    obstacle.kind = to_enum(catalog::parse_object_kind(row.text("kind")));
    obstacle.name = row.text("name");
    switch (search.rule) {
      case release::ObstacleRule::lowers_version:
        obstacle.item_version = row.integer("item_version");
        obstacle.production_version = row.integer("production_version");
        break;
      case release::ObstacleRule::name_taken: break;
      case release::ObstacleRule::needs_missing:
        obstacle.node = row.text("node_name");
        obstacle.other_kind = to_enum(catalog::parse_object_kind(row.text("target_kind")));
        obstacle.other_name = row.text("target_name");
        TRY(find_package_that_brings(package.id, obstacle));
        break;
      case release::ObstacleRule::still_needed:
        obstacle.node = row.text("node_name");
        obstacle.other_kind = to_enum(catalog::parse_object_kind(row.text("other_kind")));
        obstacle.other_name = row.text("other_name");
        break;
    }
    return std::optional<release::PackageObstacle>{std::move(obstacle)};
  }
  return std::optional<release::PackageObstacle>{};
}

}  // namespace slipway::store
