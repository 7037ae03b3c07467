// Simple workspaces: submitting makes the next generation at once, with that one object, under the environment's claim like
// any deployment; here the claim, the staging and the switch are one transaction, the caller's.
#pragma once

#include "app/ports/context.h"
#include "base/result.h"
#include "domain/release/deployment.h"

namespace slipway::app {

// The caller wakes `deployments` after its commit. Error: deployment.environment_busy while another deployment moves it.
Result<void> release_at_once(Context& context, Tx& tx, const WorkspaceCall& call, const release::ImmediateRelease& object);

}  // namespace slipway::app
