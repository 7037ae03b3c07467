// Who could approve in a workspace at this moment, read in the transaction that decides by it.
#pragma once

#include <vector>

#include "app/ports/context.h"
#include "base/result.h"
#include "domain/release/approver_policy.h"

namespace slipway::app {

// Active members with the right to deploy, and the caller where they are the system administrator.
Result<std::vector<release::EligibleMember>> list_eligible_members(Context& context, Tx& tx, const WorkspaceCall& call);

// The caller's own, by the roles that they have now (app/access/authorize.h).
release::Eligibility eligibility_of(const Context& context, const access::Caller& caller);

}  // namespace slipway::app
