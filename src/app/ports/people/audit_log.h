// The append-only record of who did what. Rows are written in the transaction of what they tell of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "base/result.h"
#include "domain/catalog/ids.h"

namespace slipway::app {

struct AuditEntry {
  std::optional<catalog::WorkspaceId> workspace;  // none: users, keys, projects
  std::optional<catalog::UserId> user;  // none: the server itself
  std::string action;                   // dotted, past tense of a use case: "package.deploy_requested"
  std::string subject_kind;             // "job", "script", "package", "deployment", "user", ...
  std::string subject_id;
  std::string subject_name;
  base::Json detail;  // an object, or null
  base::Instant at{};
};

struct AuditRow {
  std::int64_t id = 0;
  AuditEntry entry;
  std::string user_name;  // empty when the server acted
};

// Which rows somebody wants to see; what is absent leaves none out.
struct AuditFilter {
  std::optional<std::string> user_name{};  // the whole name; of somebody who is not there no rows are
  std::optional<std::string> action{};     // "package.created", or "package" for all that begin so
  std::optional<base::Instant> from{};     // both are included
  std::optional<base::Instant> to{};
};

class AuditLog {
 public:
  virtual ~AuditLog() = default;
  virtual Result<void> add(const std::vector<AuditEntry>& entries) = 0;
  Result<void> add(const AuditEntry& entry) { return add(std::vector{entry}); }
  // Newest first; rows with an id below `before` (all when 0). Without a workspace: the rows that belong to none.
  virtual Result<std::vector<AuditRow>> list(const std::optional<catalog::WorkspaceId>& workspace, std::int64_t before, int limit,
                                             const AuditFilter& filter = {}) = 0;
};

}  // namespace slipway::app
