// Release packages with their approvers and items, and the set-based checks of what a package would do to its environment.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/object.h"
#include "domain/release/package_check.h"
#include "domain/release/pending_item.h"
#include "domain/release/release_package.h"

namespace slipway::app {

struct NamedUser {
  catalog::UserId id;
  std::string name;
};

// A package as lists and details show it.
struct PackageRow {
  release::ReleasePackage package;
  std::string applicant_name;
  std::string deployer_name;  // empty before a deploy call
  std::vector<NamedUser> approvers;
};

// What never changes of an item.
struct PackageItem {
  catalog::ObjectId object;
  catalog::ObjectKind kind = catalog::ObjectKind::job;
  std::string name;
  release::Change change = release::Change::put;
};

struct PackageItemRow {
  catalog::ObjectId object;
  release::PendingItemId pending_item;
  catalog::ObjectKind kind = catalog::ObjectKind::job;
  std::string name;
  release::Change change = release::Change::put;
  catalog::VersionNumber version = 0;
  catalog::UserId submitted_by;
  std::string submitted_by_name;
  base::Instant submitted_at{};
  std::optional<catalog::VersionNumber> production_version;  // live while the package is open, then as it was when that ended
  std::optional<std::string> start_state;                    // of the package's last deployment: pending, started, failed
  std::optional<std::string> start_message;
};

// A start that the last deployment of a package asked for.
struct PackageStart {
  std::int64_t position = 0;  // from 1, in the order of the starts
  catalog::ObjectId job;
  std::string job_name;
  std::string state;  // pending, started, failed
  std::optional<std::string> message;
};

enum class PackageOrder : std::uint8_t { applied_at, deployed_at, name, state };

struct PackageFilter {
  std::optional<std::string> name_contains;  // any case
  std::optional<std::string> applicant_contains;             // any case
  std::optional<std::string> deployer_contains;              // any case
  std::optional<std::vector<std::string>> applicant_names;  // exact; must hold beside the part of a name when both are given
  std::optional<std::vector<std::string>> deployer_names;
  std::optional<base::Instant> applied_from, applied_to;    // inclusive
  std::optional<base::Instant> deployed_from, deployed_to;  // inclusive, of the last deploy call
  std::optional<std::vector<release::ReleaseState>> states;
  PackageOrder order = PackageOrder::applied_at;
  bool ascending = false;
  std::int64_t limit = 10;
  std::int64_t skip = 0;
};

struct PackagePage {
  std::vector<PackageRow> rows;
  std::int64_t total = 0;
};

class PackageRepository {
 public:
  virtual ~PackageRepository() = default;

  virtual Result<release::ReleasePackageId> insert(const release::ReleasePackage& package) = 0;
  // In the order asked; an id that is not there is absent from the answer.
  virtual Result<std::vector<release::ReleasePackage>> find_all(const catalog::WorkspaceId& workspace,
                                                                const std::vector<release::ReleasePackageId>& ids) = 0;
  // release.package_changed (conflict) when another write came first.
  virtual Result<void> update(const release::ReleasePackage& package) = 0;
  virtual Result<PackagePage> list(const catalog::WorkspaceId& workspace, const PackageFilter& filter) = 0;
  virtual Result<std::optional<PackageRow>> find_row(const catalog::WorkspaceId& workspace, release::ReleasePackageId id) = 0;
  // In the order kind, name.
  virtual Result<std::vector<PackageItemRow>> list_items(const release::ReleasePackage& package) = 0;
  virtual Result<std::vector<PackageItem>> list_item_keys(release::ReleasePackageId package) = 0;

  // Those behind the position `after`, of one state when it is given.
  virtual Result<std::vector<PackageStart>> list_starts(release::ReleasePackageId package,
                                                        const std::optional<std::string>& state, std::int64_t after,
                                                        std::int64_t limit) = 0;

  // What stands against the package entering its environment at generation `at`; the first culprit of each rule.
  virtual Result<std::optional<release::PackageObstacle>> find_obstacle(const release::ReleasePackage& package,
                                                                        catalog::GenerationNumber at) = 0;
};

}  // namespace slipway::app
