// What may stand against a package entering its environment. The store finds the first culprit of each rule in sets
// (adapters/store/sql/release/package_check.sql); what it means and what to tell the user is decided here. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/object.h"
#include "domain/release/ids.h"

namespace slipway::release {

// In the order they are looked for.
enum class ObstacleRule : std::uint8_t {
  lowers_version,  // production has a newer version of the item
  name_taken,      // the name belongs to another object there, which stays
  needs_missing,   // the item needs what is neither in the package nor in production
  still_needed,    // something that stays in production needs what the item takes away
};

inline constexpr std::array all_obstacle_rules{ObstacleRule::lowers_version, ObstacleRule::name_taken,
                                               ObstacleRule::needs_missing, ObstacleRule::still_needed};

struct PackageObstacle {
  ObstacleRule rule = ObstacleRule::needs_missing;
  catalog::ObjectId culprit;  // the item's object
  catalog::ObjectKind kind = catalog::ObjectKind::job;
  std::string name;                                             // of the item
  std::string node;                                             // needs_missing, still_needed: the node that refers
  catalog::ObjectKind other_kind = catalog::ObjectKind::script;  // what is missing, or who still needs the item
  std::string other_name;
  std::optional<ReleasePackageId> brought_by{};  // needs_missing: the open package that would bring it
  std::int64_t production_version = 0;           // lowers_version
  std::int64_t item_version = 0;
};

// release.lowers_version, release.name_taken, release.needs_missing, release.still_needed.
base::Error to_error(const PackageObstacle& obstacle);

}  // namespace slipway::release
