#include "app/release/package_ids.h"

#include <unordered_set>

namespace slipway::app {

namespace {

struct IdListNames {
  std::string_view field;
  std::string_view code;
  base::Error (*not_found)(std::string_view id);
};

// What a caller sent goes into a message in bounds.
std::string shortened(std::string_view id) { return std::string(id.substr(0, 64)); }

template <class Id>
Result<AskedIds<Id>> parse_id_list(const std::vector<std::string>& texts, const IdLimit& limit, const IdListNames& names) {
  if (texts.empty() || texts.size() > static_cast<std::size_t>(limit.count_max)) {
    const auto setting = limit.setting.empty() ? std::string() : " (limits." + std::string(limit.setting) + ")";
    return base::of_field(
        names.field, base::invalid_argument(names.code, "must name 1 to " + std::to_string(limit.count_max) + " ids" + setting +
                                                            ", not " + std::to_string(texts.size())));
  }
  std::unordered_set<std::string_view> seen;  // an id has one spelling
  for (const auto& text : texts)
    if (!seen.insert(text).second)
      return base::of_field(names.field,
                            base::invalid_argument(names.code, "names " + shortened(text) + " twice; name each id once"));

  AskedIds<Id> asked;
  for (const auto& text : texts) {
    const auto id = Id::parse(text);
    if (!id) {
      asked.first_wrong = names.not_found(text);
      break;
    }
    asked.ids.push_back(*id);
  }
  return asked;
}

}  // namespace

base::Error package_not_found(std::string_view id) {
  return base::not_found("release.package_not_found", "there is no package '" + shortened(id) +
                                                          "' in this workspace; list the packages for those that there are");
}

base::Error pending_item_not_found(std::string_view id) {
  return base::not_found("release.item_not_found",
                         "there is no pending item '" + shortened(id) + "' in this workspace; list the pending items again");
}

Result<AskedIds<release::ReleasePackageId>> parse_package_ids(const std::vector<std::string>& texts, const IdLimit& limit) {
  return parse_id_list<release::ReleasePackageId>(texts, limit, {"packages", "release.package_ids_not_valid", package_not_found});
}

Result<AskedIds<release::PendingItemId>> parse_pending_item_ids(const std::vector<std::string>& texts, const IdLimit& limit) {
  return parse_id_list<release::PendingItemId>(
      texts, limit, {"package.pending_items", "release.pending_items_not_valid", pending_item_not_found});
}

}  // namespace slipway::app
