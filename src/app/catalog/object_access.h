// What the use cases of this folder do with an object in a transaction: finding, refusing, recording.
#pragma once

#include <string_view>

#include "app/catalog/object_draft.h"
#include "app/ports/context.h"
#include "app/ports/release/environment_repository.h"
#include "base/json.h"
#include "base/result.h"
#include "domain/catalog/object.h"

namespace slipway::app {

// job.not_found, script.not_found
base::Error object_not_found(catalog::ObjectKind kind, std::string_view name);

// The live object of that name. Error: job.not_found, script.not_found.
Result<catalog::Object> get_object(Tx& tx, const WorkspaceCall& call, catalog::ObjectKind kind, std::string_view name);

// Ends memberships of packages that were deployed meanwhile, so that the answer holds. Error: release.object_in_open_package.
Result<void> refuse_in_open_package(Tx& tx, const catalog::Object& object);

// As production has it at its generation now; none when it is not there.
Result<std::optional<EnvironmentObject>> find_in_production(Tx& tx, const WorkspaceCall& call, const catalog::Object& object);

// Errors: limit.reached past directory_count_max.
Result<void> make_directory(Tx& tx, const WorkspaceCall& call, const ObjectDraft& draft);

// One audit row; the action is "job." or "script." and the event: created, updated, submitted, deleted, brought_back, lock_taken_over.
Result<void> record_object_event(Tx& tx, const WorkspaceCall& call, const catalog::Object& object, std::string_view event,
                                 base::Json detail, base::Instant now);

}  // namespace slipway::app
