// UpdateJob, UpdateScript.
#pragma once

#include <string_view>

#include "app/ports/context.h"
#include "base/json.h"
#include "base/result.h"
#include "domain/catalog/object.h"

namespace slipway::app {

// Replaces the whole draft and, unless the body says SAVED, submits it. The caller then holds the edit lock; taking it over
// from somebody else is recorded. Errors: those of read_object_draft and submit_draft, job.not_found, script.not_found,
// object.renamed_in_body.
Result<void> update_object(Context& context, const WorkspaceCall& call, catalog::ObjectKind kind, std::string_view name,
                           base::Json body);

}  // namespace slipway::app
