// Pending items: what development has and production has not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/object.h"
#include "domain/release/ids.h"

namespace slipway::release {

// What entering production does to the object: put its submitted version there, or take it away.
enum class Change : std::uint8_t { put, remove };

std::string_view to_text(Change change);
std::optional<Change> parse_change(std::string_view text);

// How a put looks from production as it is now (update_type of the API: 1, 2, 3).
enum class UpdateType : std::uint8_t { add = 1, modify = 2, remove = 3 };

UpdateType update_type_of(Change change, bool is_in_production);

// A value. One object whose latest submitted version, or deletion, waits to be released.
struct PendingItem {
  PendingItemId id;
  catalog::WorkspaceId workspace;
  catalog::ObjectId object;
  catalog::ObjectKind kind = catalog::ObjectKind::job;
  std::string name;
  Change change = Change::put;
  catalog::VersionNumber version = 0;  // 0 exactly when change is remove
  catalog::UserId submitted_by;
  base::Instant submitted_at{};
  std::optional<ReleasePackageId> package;  // set while it is in an open package
};

}  // namespace slipway::release
