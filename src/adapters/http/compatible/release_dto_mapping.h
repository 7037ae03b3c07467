// Packages and pending items in the words and numbers of the public API.
#pragma once

#include <optional>

#include "app/ports/context.h"
#include "app/ports/release/package_repository.h"
#include "app/ports/release/pending_item_repository.h"
#include "generated/api/release_dto.h"

namespace slipway::http {

// deploy_status: 1 awaits approval, 2 deployed, 3 failed, 5 being deployed.
std::int64_t to_deploy_status(release::ReleaseState state);
std::optional<release::ReleaseState> parse_deploy_status(std::int64_t status);

// task_type: 1 job, 2 script.
std::int64_t to_task_type(catalog::ObjectKind kind);

api::PendingItem to_dto(const app::PendingItemRow& row, const catalog::Workspace& workspace);
api::ReleasePackage to_dto(const app::PackageRow& row, const catalog::Workspace& workspace);
api::PackageItem to_dto(const app::PackageItemRow& row, const release::ReleasePackage& package);

}  // namespace slipway::http
