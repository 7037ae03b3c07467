// CreateJob, CreateScript.
#pragma once

#include "app/ports/context.h"
#include "base/json.h"
#include "base/result.h"
#include "domain/catalog/object.h"

namespace slipway::app {

// Stores the draft and, unless the body says SAVED, submits it. A name whose deletion was not released yet brings back the
// same object. Errors: those of read_object_draft and submit_draft, job.name_taken, script.name_taken, release.object_in_open_package
// (the deletion of that name is in it), limit.reached.
Result<void> create_object(Context& context, const WorkspaceCall& call, catalog::ObjectKind kind, base::Json body);

}  // namespace slipway::app
