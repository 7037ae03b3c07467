// `package deploy`: the call, and the waiting for what follows; and the view of one package.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/commands/instance_view.h"
#include "cli/session/session.h"
#include "generated/api/release_dto.h"

namespace slipway::cli {

struct DeployOptions {
  std::vector<std::string> ids;
  bool is_not_starting = false;
  bool is_waiting = false;
  std::int64_t patience = patience_default;
};

Result<int> deploy_packages(Session& session, const DeployOptions& options);

// A package, and why jobs of it were not started. -o json shows both as one object.
struct ShownPackage {
  api::ShowFactoryPackageDetailResponse detail;
  std::vector<api::PackageStart> failed_starts;

  void encode(std::string& out) const;
};

Result<ShownPackage> read_package(Session& session, const std::string& id);
int show_package(Session& session, const ShownPackage& shown);

}  // namespace slipway::cli
