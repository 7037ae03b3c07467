// Who could approve in a workspace at this moment, read in the transaction that decides by it.
#pragma once

#include <vector>

#include "app/ports/context.h"
#include "base/result.h"
#include "domain/release/approver_policy.h"

namespace slipway::app {

// Active members with the right to deploy.
Result<std::vector<catalog::UserId>> list_eligible_members(Context& context, Tx& tx, const catalog::WorkspaceId& workspace);

// The caller's own standing now; a role taken from him since he signed in counts no more.
Result<release::Standing> find_standing(Context& context, Tx& tx, const WorkspaceCall& call);

release::EligibleOthers count_eligible_others(const std::vector<catalog::UserId>& eligible,
                                              const release::ReleasePackage& package);

}  // namespace slipway::app
