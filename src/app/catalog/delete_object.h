// DeleteJob, DeleteScript.
#pragma once

#include <string_view>

#include "app/ports/context.h"
#include "base/result.h"
#include "domain/catalog/object.h"

namespace slipway::app {

// What was never released is gone. What production has leaves development; there it goes on until the delete item that this
// makes is released, or, in a simple workspace, leaves at once. Errors: job.not_found, script.not_found,
// release.object_in_open_package; in a simple workspace job.still_scheduling, release.still_needed and those of release_at_once.
Result<void> delete_object(Context& context, const WorkspaceCall& call, catalog::ObjectKind kind, std::string_view name);

}  // namespace slipway::app
