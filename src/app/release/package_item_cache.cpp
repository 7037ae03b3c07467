#include "app/release/package_item_cache.h"

#include <utility>

namespace slipway::app {

Result<PackageItemsPtr> PackageItemCache::get(Tx& tx, release::ReleasePackageId package) {
  if (auto held = items_.find(package)) return held;
  TRY_LET(rows, tx.packages().list_item_keys(package));
  std::size_t weight = sizeof(std::vector<PackageItem>);
  for (const auto& item : rows) weight += sizeof(item) + item.name.size();
  auto items = std::make_shared<const std::vector<PackageItem>>(std::move(rows));
  items_.keep(package, items, weight);
  return items;
}

}  // namespace slipway::app
