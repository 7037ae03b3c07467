// ShowJob, ShowScript.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ports/answer_room.h"
#include "app/ports/context.h"
#include "base/json.h"
#include "base/result.h"
#include "domain/catalog/object.h"

namespace slipway::app {

// Which content of the object: its draft, unless one of the two is asked.
struct ObjectSelection {
  std::optional<catalog::VersionNumber> version{};
  bool wants_latest_submitted = false;
  bool wants_downstream = false;  // of a job: the jobs that come after it
  TakeRoom take_room{};           // asked before the content is parsed
};

struct ShownObject {
  catalog::Object object;
  base::Json definition;               // as it was given
  base::Json submission;               // likewise: targetStatus, approvers ...
  catalog::VersionNumber version = 0;  // the one shown; for the draft the latest submitted one, 0 before any
  std::string created_by_name;
  std::string updated_by_name;
  std::vector<catalog::Object> downstream;
};

// Errors: job.not_found, script.not_found, object.version_not_found.
Result<ShownObject> show_object(Context& context, const WorkspaceCall& call, catalog::ObjectKind kind, std::string_view name,
                                const ObjectSelection& selection = {});

}  // namespace slipway::app
