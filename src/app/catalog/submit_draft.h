// Submitting: the draft becomes the object's next version, which waits to be released or, in a simple workspace, is released.
#pragma once

#include "app/catalog/object_draft.h"
#include "app/ports/context.h"
#include "base/result.h"
#include "domain/catalog/object.h"

namespace slipway::app {

// Inside the transaction that stored the draft; the workspace is locked. A draft equal to the latest submitted version makes
// no new one. Errors: in a simple workspace release.needs_missing and those of release_at_once.
Result<void> submit_draft(Context& context, Tx& tx, const WorkspaceCall& call, const catalog::Object& object,
                          const ObjectDraft& draft, base::Instant now);

}  // namespace slipway::app
