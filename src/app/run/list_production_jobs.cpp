#include "app/run/list_production_jobs.h"

namespace slipway::app {

Result<std::vector<HeldJob>> list_production_jobs(Context& context, const WorkspaceCall& call, const HeldJobFilter& filter) {
  return context.store.read([&](Tx& tx) -> Result<std::vector<HeldJob>> {
    TRY_LET(production, tx.environments().get(call.workspace.id, catalog::production_name));
    return tx.environments().list_jobs(production, filter);
  });
}

}  // namespace slipway::app
