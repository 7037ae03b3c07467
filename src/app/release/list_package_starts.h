// What became of the jobs that the deployment of a package was to start.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/release/package_repository.h"

namespace slipway::app {

struct PackageStartPage {
  std::string package;
  std::optional<std::string> state{};  // only of this one
  std::int64_t after = 0;              // behind this position
  std::int64_t limit = 0;
};

// Of the last deployment; none before the switch, or where no start was asked. Error: release.package_not_found.
Result<std::vector<PackageStart>> list_package_starts(Context& context, const WorkspaceCall& call, const PackageStartPage& page);

}  // namespace slipway::app
