// Brings the tables of a database to the form that this program knows. Forward only.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "adapters/store/database.h"
#include "adapters/store/statement.h"
#include "base/instant.h"
#include "base/result.h"

namespace slipway::store {

struct MigrationReport {
  int from = 0;                      // number of the last migration before; 0 for a new database
  int to = 0;                        // and after
  std::vector<std::string> applied;  // "0007_add_release_approver", in order
};

// All that are missing, or none: one transaction, under a lock, so that servers may start at the same time.
// Errors: store.schema_too_new (conflict) when the database has had migrations that are not listed, store.schema_unknown
// (conflict) when it has had others under the same numbers; nothing is changed then. Those of a migration name it in
// their detail.
Result<MigrationReport> migrate(Database& database, std::span<const Migration> migrations, base::Instant now);

// With the migrations that are built into the program (schema/).
Result<MigrationReport> migrate(Database& database, base::Instant now);

// Was it made by the first version, and not by one that already had the second migration?
Result<bool> began_with_first_version(Database& database);

}  // namespace slipway::store
