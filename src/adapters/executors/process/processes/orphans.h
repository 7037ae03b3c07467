// Processes that came to the server because their supervisor was killed: only a node of our own user, or the system, can do that.
#pragma once

#include "base/result.h"

namespace slipway::executors {

// From now on who loses all its parents becomes our child, not init's. Errors: "node.executor_not_usable".
Result<void> adopt_orphans();

// Stops, then kills, children of ours in another session that are no supervisors, with all that descends from them; and takes
// their entries away. Children that others start here must stay in the server's session.
void kill_orphans();

}  // namespace slipway::executors
