// Reads what was submitted and is not in production yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/session/pages.h"
#include "cli/session/session.h"
#include "generated/api/release_dto.h"

namespace slipway::cli {

struct PendingFilter {
  std::optional<std::string> name;       // part of it
  std::optional<std::string> submitter;  // whole name
  std::optional<std::string> kind;       // job, script
  std::optional<std::string> change;     // add, modify, delete
};

Result<Rows<api::PendingItem>> list_pending_items(Session& session, const PendingFilter& filter, std::int64_t count_max);

}  // namespace slipway::cli
