// The items of packages, which never change, as a client that polls a deployment asks for them again and again.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "app/ports/release/package_repository.h"
#include "app/ports/store.h"
#include "base/result.h"
#include "base/weighed_cache.h"
#include "domain/release/ids.h"

namespace slipway::app {

using PackageItemsPtr = std::shared_ptr<const std::vector<PackageItem>>;  // in the order kind, name

// Safe from any thread. Holds items of at most `bytes_max`, of the packages that were asked for last.
class PackageItemCache {
 public:
  explicit PackageItemCache(std::size_t bytes_max = std::size_t{32} * 1024 * 1024) : items_(bytes_max) {}

  Result<PackageItemsPtr> get(Tx& tx, release::ReleasePackageId package);

 private:
  base::WeighedCache<release::ReleasePackageId, std::vector<PackageItem>> items_;
};

}  // namespace slipway::app
