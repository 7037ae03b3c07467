#include "domain/release/package_check.h"

#include "base/assert.h"

namespace slipway::release {

base::Error to_error(const PackageObstacle& obstacle) {
  const auto item = std::string(catalog::to_text(obstacle.kind)) + " '" + obstacle.name + "'";
  const auto other = std::string(catalog::to_text(obstacle.other_kind)) + " '" + obstacle.other_name + "'";
  switch (obstacle.rule) {
    case ObstacleRule::lowers_version:
      return base::conflict("release.lowers_version",
                            item + " would go back from version " + std::to_string(obstacle.production_version) + " to " +
                                std::to_string(obstacle.item_version) + "; revoke the package and package the newer version");
    case ObstacleRule::name_taken:
      return base::conflict("release.name_taken", item + " cannot enter: another " +
                                                      std::string(catalog::to_text(obstacle.kind)) +
                                                      " has that name in production; release its deletion first or with it");
    case ObstacleRule::needs_missing:
      return base::conflict(
          "release.needs_missing",
          item + " needs " + other + " (node '" + obstacle.node + "'), which is neither in the package nor in production; " +
              (obstacle.brought_by ? "it is in the open package " + obstacle.brought_by->text() + ": deploy that one first"
                                   : "submit it and package it too"));
    case ObstacleRule::still_needed:
      return base::conflict("release.still_needed",
                            item + " cannot be removed: " + other + " (node '" + obstacle.node +
                                "') stays in production and needs it; change or delete that one in the same package");
  }
  base::unreachable();
}

}  // namespace slipway::release
