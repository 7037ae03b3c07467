// The body of a create or update call, read and checked as far as that needs no store.
#pragma once

#include <string>
#include <vector>

#include "app/ports/context.h"
#include "base/json.h"
#include "base/result.h"
#include "domain/catalog/content.h"
#include "domain/catalog/job_rules.h"
#include "domain/catalog/object.h"

namespace slipway::app {

struct ObjectDraft {
  catalog::ObjectKind kind = catalog::ObjectKind::job;
  std::string name;
  std::string directory;  // empty: none was given
  catalog::Content content;
  std::vector<catalog::Reference> references;
  bool is_submitted = true;  // else it is only saved
};

// The body has the shape of CreateJob or CreateScript. A draft that is to be submitted is checked as a submitted one.
// Errors: those of parse_job_definition, parse_script_definition and check_submittable, text.control_character, job.schedule_not_valid,
// object.target_status_not_valid, object.production_by_release_only, limit.reached.
Result<ObjectDraft> read_object_draft(const Context& context, const WorkspaceCall& call, catalog::ObjectKind kind,
                                      base::Json body);

}  // namespace slipway::app
