#include "app/release/list_generations.h"

namespace slipway::app {

Result<std::vector<GenerationRow>> list_generations(Context& context, const WorkspaceCall& call, const std::string& environment,
                                                    catalog::GenerationNumber before, std::int64_t limit) {
  return context.store.read([&](Tx& tx) -> Result<std::vector<GenerationRow>> {
    TRY_LET(found, tx.environments().get(call.workspace.id, environment));
    return tx.environments().list_generations(found.id, before, limit);
  });
}

Result<std::vector<EnvironmentObject>> list_generation_objects(Context& context, const WorkspaceCall& call,
                                                               const std::string& environment, catalog::GenerationNumber number,
                                                               const GenerationPosition& position, std::int64_t limit) {
  return context.store.read([&](Tx& tx) -> Result<std::vector<EnvironmentObject>> {
    TRY_LET(found, tx.environments().get(call.workspace.id, environment));
    const bool is_there = number >= 0 && number <= found.generation;
    if (!is_there)
      return base::not_found("environment.generation_not_found", "environment '" + environment + "' has no generation " +
                                                                     std::to_string(number) + "; the newest is " +
                                                                     std::to_string(found.generation));
    return tx.environments().list_objects(found.id, number, position.after_kind, position.after_name, limit);
  });
}

}  // namespace slipway::app
