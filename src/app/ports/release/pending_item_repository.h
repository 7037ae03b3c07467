// Pending items: one free item an object, and the items that are in an open package.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/catalog/object.h"
#include "domain/catalog/workspace.h"
#include "domain/release/pending_item.h"
#include "domain/release/release_package.h"

namespace slipway::app {

// A row of the list, with what production has now.
struct PendingItemRow {
  release::PendingItem item;
  std::string submitted_by_name;
  std::optional<catalog::VersionNumber> production_version;
};

struct PendingItemFilter {
  std::optional<std::string> submitted_by_name;       // exact
  std::optional<std::string> name_contains;           // any case
  std::optional<release::UpdateType> update_type;
  std::optional<catalog::ObjectKind> kind;
  std::optional<base::Instant> submitted_from;        // inclusive
  std::optional<base::Instant> submitted_to;          // inclusive
  std::int64_t limit = 10;
  std::int64_t skip = 0;
};

struct PendingItemPage {
  std::vector<PendingItemRow> rows;  // newest submit first
  std::int64_t total = 0;
};

// What packaging needs to know of an asked id.
struct ItemToPackage {
  release::PendingItemId id;
  std::string name;
  catalog::ObjectId object;
  std::optional<release::ReleasePackageId> package;       // that the item itself is in
  std::optional<release::ReleasePackageId> open_package;  // that holds its object
};

struct ItemsToPackage {
  std::vector<ItemToPackage> found;                      // in the order asked, up to the first that is unknown
  std::optional<release::PendingItemId> first_unknown;  // not there, or of another workspace
};

class PendingItemRepository {
 public:
  virtual ~PendingItemRepository() = default;

  // Puts the free item of the object, or replaces it under its id.
  virtual Result<void> put_free(const release::PendingItem& item) = 0;
  // The free item of the object, if there is one, is gone.
  virtual Result<void> remove_free(catalog::ObjectId object) = 0;
  // The open package (awaiting approval, deploying, failed; not revoked) that holds the object.
  virtual Result<std::optional<release::PackageReference>> find_open_package(catalog::ObjectId object) = 0;

  virtual Result<PendingItemPage> list(const catalog::Workspace& workspace, const PendingItemFilter& filter) = 0;

  virtual Result<ItemsToPackage> examine_for_packaging(const catalog::WorkspaceId& workspace,
                                                       const std::vector<release::PendingItemId>& ids) = 0;
  // Copies the free items of these ids into the package and marks them; all must be free.
  virtual Result<void> move_to_package(const std::vector<release::PendingItemId>& ids, release::ReleasePackageId package) = 0;
  // The items of a revoked package are free again under their ids; where a newer free item of the object exists, that one stays.
  virtual Result<void> free_items_of(release::ReleasePackageId package) = 0;
  // Ends memberships whose package is no longer open, for these objects; run before packaging or submitting looks at them.
  virtual Result<void> close_ended_memberships(const std::vector<catalog::ObjectId>& objects) = 0;
  // The same for a whole package, in batches of at most `batch` objects: those after `after`. The last object of the batch; none when
  // nothing is left.
  virtual Result<std::optional<catalog::ObjectId>> close_memberships_of(release::ReleasePackageId package,
                                                                        catalog::ObjectId after, int batch) = 0;
};

}  // namespace slipway::app
