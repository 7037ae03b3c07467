#include <unordered_map>

#include "adapters/store/release/pending_item_repository.h"
#include "adapters/store/row_mapping.h"
#include "base/assert.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

// Items from which the database's picture of the table is worth its while.
constexpr std::int64_t large_package = 500;

std::string_view update_type_word(release::UpdateType type) {
  switch (type) {
    case release::UpdateType::add: return "add";
    case release::UpdateType::modify: return "modify";
    case release::UpdateType::remove: return "remove";
  }
  base::unreachable();
}

app::PendingItemRow to_pending_item_row(const Row& row, const catalog::WorkspaceId& workspace) {
  app::PendingItemRow item_row;
  auto& item = item_row.item;
  item.id = row.number_id<release::PendingItemId>("id");
  item.workspace = workspace;
  item.object = row.number_id<catalog::ObjectId>("object_id");
  item.kind = to_enum(catalog::parse_object_kind(row.text("kind")));
  item.name = row.text("name");
  item.change = to_enum(release::parse_change(row.text("change")));
  item.version = row.integer("version");
  item.submitted_by = row.hex_id<catalog::UserId>("submitted_by");
  item.submitted_at = row.instant("submitted_at");
  if (const auto package = row.number_id<release::ReleasePackageId>("package_id")) item.package = package;
  item_row.submitted_by_name = row.text("submitted_by_name");
  item_row.production_version = row.optional_integer("production_version");
  return item_row;
}

base::Error items_changed() {
  return base::conflict("release.items_changed", "some of the pending items changed meanwhile; list them again");
}

}  // namespace

Result<void> SqlPendingItemRepository::put_free(const release::PendingItem& item) {
  TRY(connection_.execute(sql::upsert_free_pending_item, {{"workspace_id", item.workspace},
                                                          {"object_id", item.object},
                                                          {"kind", catalog::to_text(item.kind)},
                                                          {"name", item.name},
                                                          {"name_folded", base::fold_case(item.name)},
                                                          {"change", release::to_text(item.change)},
                                                          {"version", item.version},
                                                          {"submitted_by", item.submitted_by},
                                                          {"submitted_at", item.submitted_at}}));
  return {};
}

Result<void> SqlPendingItemRepository::remove_free(catalog::ObjectId object) {
  TRY(connection_.execute(sql::delete_free_pending_item, {{"object_id", object}}));
  return {};
}

Result<std::optional<release::PackageReference>> SqlPendingItemRepository::find_open_package(catalog::ObjectId object) {
  TRY_LET(rows, connection_.query(sql::find_open_package_of_object, {{"object_id", object}}));
  if (rows.empty()) return std::optional<release::PackageReference>{};
  const auto row = rows.front();
  return std::optional<release::PackageReference>{{row.number_id<release::ReleasePackageId>("id"), row.text("name")}};
}

Result<app::PendingItemPage> SqlPendingItemRepository::list(const catalog::Workspace& workspace,
                                                            const app::PendingItemFilter& filter) {
  std::optional<std::string> kind;
  if (filter.kind) kind = catalog::to_text(*filter.kind);
  std::optional<std::string> update_type;
  if (filter.update_type) update_type = update_type_word(*filter.update_type);
  TRY_LET(rows, connection_.query(sql::list_pending_items, {{"workspace_id", workspace.id},
                                                            {"submitted_by_name", filter.submitted_by_name},
                                                            {"name_like", optional_contains_pattern(filter.name_contains)},
                                                            {"kind", kind},
                                                            {"update_type", update_type},
                                                            {"submitted_from", filter.submitted_from},
                                                            {"submitted_to", filter.submitted_to},
                                                            {"limit", filter.limit},
                                                            {"skip", filter.skip}}));
  app::PendingItemPage page;
  for (const auto row : rows) {
    page.total = row.integer("total");
    if (row.optional_integer("id")) page.rows.push_back(to_pending_item_row(row, workspace.id));
  }
  return page;
}

Result<app::ItemsToPackage> SqlPendingItemRepository::examine_for_packaging(const catalog::WorkspaceId& workspace,
                                                                            const std::vector<release::PendingItemId>& ids) {
  TRY_LET(rows, connection_.query(sql::list_items_to_package, {{"ids", id_set(ids)}, {"workspace_id", workspace}}));
  std::unordered_map<release::PendingItemId, app::ItemToPackage> by_id;
  for (const auto row : rows) {
    app::ItemToPackage item;
    item.id = row.number_id<release::PendingItemId>("id");
    item.name = row.text("name");
    item.object = row.number_id<catalog::ObjectId>("object_id");
    if (const auto package = row.number_id<release::ReleasePackageId>("package_id")) item.package = package;
    if (const auto package = row.number_id<release::ReleasePackageId>("open_package_id")) item.open_package = package;
    by_id.emplace(item.id, std::move(item));
  }
  app::ItemsToPackage items;
  for (const auto& id : ids) {
    const auto found = by_id.find(id);
    if (found == by_id.end()) {
      items.first_unknown = id;
      break;
    }
    items.found.push_back(found->second);
  }
  return items;
}

Result<void> SqlPendingItemRepository::move_to_package(const std::vector<release::PendingItemId>& ids,
                                                       release::ReleasePackageId package) {
  TRY_LET(moved, connection_.execute(sql::insert_package_items, {{"ids", id_set(ids)}, {"package_id", package}}));
  if (moved != static_cast<std::int64_t>(ids.size())) return items_changed();
  if (moved >= large_package) TRY(connection_.query(sql::renew_item_statistics));
  TRY_LET(marked, connection_.execute(sql::mark_items_packaged, {{"package_id", package}}));
  if (marked != moved) return items_changed();
  return {};
}

Result<void> SqlPendingItemRepository::free_items_of(release::ReleasePackageId package) {
  TRY(connection_.execute(sql::delete_superseded_items, {{"package_id", package}}));
  TRY(connection_.execute(sql::free_package_items, {{"package_id", package}}));
  TRY(connection_.execute(sql::close_package_items, {{"package_id", package}}));
  return {};
}

Result<void> SqlPendingItemRepository::close_ended_memberships(const std::vector<catalog::ObjectId>& objects) {
  const auto set = id_set(objects);
  TRY(connection_.execute(sql::delete_ended_items, {{"objects", set}}));
  TRY(connection_.execute(sql::close_ended_memberships, {{"objects", set}}));
  return {};
}

Result<std::optional<catalog::ObjectId>> SqlPendingItemRepository::close_memberships_of(release::ReleasePackageId package,
                                                                                        catalog::ObjectId after, int batch) {
  TRY_LET(rows, connection_.query(sql::next_item_range, {{"package_id", package}, {"after", after.number}, {"batch", batch}}));
  const auto row = rows.front();
  if (row.integer("item_count") == 0) return std::optional<catalog::ObjectId>{};
  const auto through = row.number_id<catalog::ObjectId>("through");
  TRY(connection_.execute(sql::delete_items_of_range, {{"package_id", package}, {"after", after.number}, {"through", through}}));
  TRY(connection_.execute(sql::close_memberships_of_range,
                          {{"package_id", package}, {"after", after.number}, {"through", through}}));
  return std::optional<catalog::ObjectId>{through};
}

}  // namespace slipway::store
