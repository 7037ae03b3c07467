// The ids a client sends, as far as they can be judged before anything is looked up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/release/ids.h"

namespace slipway::app {

// Ids are decided one by one in the order asked, so that the first culprit is the one that is named.
template <class Id>
struct AskedIds {
  std::vector<Id> ids;
  std::optional<base::Error> first_wrong;  // comes after all of `ids`; what follows it is not looked at
};

struct IdLimit {
  std::int64_t count_max = 0;
  std::string_view setting;  // its name in the section limits; empty when it cannot be changed
};

// 1 to count_max distinct ids; first_wrong is release.package_not_found for what is no id at all.
// Error: release.package_ids_not_valid.
Result<AskedIds<release::ReleasePackageId>> parse_package_ids(const std::vector<std::string>& texts, const IdLimit& limit);

// The same for pending items: release.item_not_found, release.pending_items_not_valid.
Result<AskedIds<release::PendingItemId>> parse_pending_item_ids(const std::vector<std::string>& texts, const IdLimit& limit);

base::Error package_not_found(std::string_view id);
base::Error pending_item_not_found(std::string_view id);

}  // namespace slipway::app
