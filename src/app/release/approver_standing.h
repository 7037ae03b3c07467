// Who could approve in a workspace at this moment, read in the transaction that decides by it.
#pragma once

#include <vector>

#include "app/ports/context.h"
#include "base/result.h"
#include "domain/release/approver_policy.h"

namespace slipway::app {

// Active members with the right to deploy, and the caller where he is the system administrator.
Result<std::vector<release::EligibleMember>> list_eligible_members(Context& context, Tx& tx, const WorkspaceCall& call);

// The caller's own, by the roles that he has now (app/access/authorize.h).
release::Standing standing_of(const Context& context, const access::Caller& caller);

}  // namespace slipway::app
