// The ids a client sends, checked before anything is looked up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/release/ids.h"

namespace slipway::app {

// 1 to count_max distinct decimal ids. Errors: release.package_ids_not_valid (names the first culprit), and
// release.package_not_found for what is no id at all.
Result<std::vector<release::ReleasePackageId>> parse_package_ids(const std::vector<std::string>& texts, std::int64_t count_max);

// The same for pending items: release.pending_items_not_valid, release.item_not_found.
Result<std::vector<release::PendingItemId>> parse_pending_item_ids(const std::vector<std::string>& texts, std::int64_t count_max);

base::Error package_not_found(std::string_view id);
base::Error pending_item_not_found(std::string_view id);

}  // namespace slipway::app
