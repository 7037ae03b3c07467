// ListJobs, ListScripts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/ports/catalog/object_repository.h"
#include "app/ports/context.h"
#include "base/instant.h"
#include "base/json.h"
#include "base/result.h"

namespace slipway::app {

inline constexpr std::int64_t listed_bytes_max = 64 * 1024 * 1024;  // of script contents in one answer

struct ListedScript {
  catalog::Object object;
  base::Json definition;
  base::Json submission;
};

struct ScriptList {
  std::vector<ListedScript> scripts;
  std::int64_t total = 0;
};

// Error: object.list_too_large ("ask for fewer").
Result<ScriptList> list_scripts(Context& context, const WorkspaceCall& call, ObjectFilter filter);

struct ListedJob {
  catalog::Object object;
  base::Json definition;
  std::string created_by_name;
  std::string updated_by_name;
  JobActivity activity;  // in production
};

struct JobList {
  std::vector<ListedJob> jobs;
  std::int64_t total = 0;
};

Result<JobList> list_jobs(Context& context, const WorkspaceCall& call, ObjectFilter filter);

}  // namespace slipway::app
