#include "app/release/package_ids.h"

#include <unordered_set>

namespace slipway::app {

namespace {

struct IdListNames {
  std::string_view member;  // of the request body
  std::string_view code;
  base::Error (*not_found)(std::string_view id);
};

template <class Id>
Result<std::vector<Id>> parse_id_list(const std::vector<std::string>& texts, std::int64_t count_max, const IdListNames& names) {
  const auto member = std::string(names.member);
  if (texts.empty()) return base::invalid_argument(names.code, member + " must name at least one id");
  if (texts.size() > static_cast<std::size_t>(count_max))
    return base::invalid_argument(
        names.code, member + " may name at most " + std::to_string(count_max) + " ids, not " + std::to_string(texts.size()));
  std::vector<Id> ids;
  std::unordered_set<Id> seen;
  for (const auto& text : texts) {
    const auto id = Id::parse(text);
    if (!id) return names.not_found(text);
    if (!seen.insert(*id).second)
      return base::invalid_argument(names.code, member + " names " + text + " twice; name each id once");
    ids.push_back(*id);
  }
  return ids;
}

// What a caller sent goes into a message in bounds.
std::string shortened(std::string_view id) { return std::string(id.substr(0, 64)); }

}  // namespace

base::Error package_not_found(std::string_view id) {
  return base::not_found("release.package_not_found", "there is no package '" + shortened(id) + "' in this workspace");
}

base::Error pending_item_not_found(std::string_view id) {
  return base::not_found("release.item_not_found",
                         "there is no pending item '" + shortened(id) + "' in this workspace; list the pending items again");
}

Result<std::vector<release::ReleasePackageId>> parse_package_ids(const std::vector<std::string>& texts, std::int64_t count_max) {
  return parse_id_list<release::ReleasePackageId>(texts, count_max,
                                                  {"package_ids", "release.package_ids_not_valid", package_not_found});
}

Result<std::vector<release::PendingItemId>> parse_pending_item_ids(const std::vector<std::string>& texts,
                                                                   std::int64_t count_max) {
  return parse_id_list<release::PendingItemId>(texts, count_max,
                                               {"pending_item_list", "release.pending_items_not_valid", pending_item_not_found});
}

}  // namespace slipway::app
