// What the public API calls the fields that errors name. The native face says the last part of the domain's own name.
#pragma once

#include <string_view>
#include <utility>

namespace slipway::http {

// The field of the domain, and the word of v1 to v3.
inline constexpr std::pair<std::string_view, std::string_view> field_words[] = {
    {"object.target_status", "targetStatus"},
    {"package.applicant", "apply_user_id"},
    {"package.approvers", "approver_ids"},
    {"package.name", "package_name"},
    {"package.pending_items", "pending_item_list"},
    {"packages", "package_ids"},
    {"start.date", "start_date"},
};

}  // namespace slipway::http
