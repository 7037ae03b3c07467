// The generations of an environment and what each of them held.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/release/environment_repository.h"

namespace slipway::app {

// Newest first, those below `before` (all when 0). Error: environment.not_found.
Result<std::vector<GenerationRow>> list_generations(Context& context, const WorkspaceCall& call, const std::string& environment,
                                                    catalog::GenerationNumber before, std::int64_t limit);

struct GenerationPosition {
  std::string after_kind;  // both empty: from the beginning
  std::string after_name;
};

// Error: environment.generation_not_found for one that is not there (yet).
Result<std::vector<EnvironmentObject>> list_generation_objects(Context& context, const WorkspaceCall& call,
                                                               const std::string& environment, catalog::GenerationNumber number,
                                                               const GenerationPosition& position, std::int64_t limit);

}  // namespace slipway::app
