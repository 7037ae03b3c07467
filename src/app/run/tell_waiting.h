// Says of what waits in a run why it does. Never names what belongs to another workspace.
#pragma once

#include "app/jobs/claim_pauses.h"
#include "app/ports/run/executor_registry.h"
#include "app/run/show_job_instance.h"

namespace slipway::app {

// Into the messages of the run and its nodes, as this server sees it: its places, its pauses.
void tell_waiting(InstanceView& view, const ExecutorRegistry& executors, const ClaimPauses& pauses, base::Instant now);

}  // namespace slipway::app
