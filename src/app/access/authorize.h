// May the caller do this now? Asked inside the transaction that writes: what was read at sign-in may have been taken back since.
// User, roles and credential are locked, so they stay as they are until what the caller wrote is committed. Who locks the
// workspace too does that first, like those who change its members: else the two could wait for each other.
#pragma once

#include <string_view>

#include "app/ports/context.h"
#include "base/result.h"
#include "domain/access/permission.h"

namespace slipway::app {

// In a workspace: the call with the roles that the caller has now.
// Errors: sign_in.refused (user disabled, credential ended), workspace.not_found (no role left, or of another project than the
// credential is for), access.forbidden.
Result<WorkspaceCall> authorize(const Context& context, Tx& tx, const WorkspaceCall& call, access::Action action);

// Outside one. Errors: sign_in.refused, access.forbidden.
Result<access::Caller> authorize(Tx& tx, const access::Caller& caller, access::Action action);

// The same to the caller whatever is wrong with the credentials; why is for the log.
base::Error refused_sign_in(std::string_view why);
// Also for somebody without a role in it. The advice says where to look for the right one.
base::Error workspace_not_found(std::string_view asked, std::string_view advice);

}  // namespace slipway::app
