#include "app/run/list_job_instances.h"

#include <string>

namespace slipway::app {

Result<InstancePage> list_job_instances(Context& context, const WorkspaceCall& call, ListInstances request) {
  auto& filter = request.filter;
  if (filter.limit < 1 || filter.limit > instance_page_max)
    return base::invalid_argument("instance.list_not_valid", "limit must be 1 to " + std::to_string(instance_page_max));
  if (filter.skip < 0) return base::invalid_argument("instance.list_not_valid", "offset must not be negative");
  filter.planned_from = request.planned_from.value_or(context.clock.now() - instance_list_span);
  return context.store.read([&](Tx& tx) { return tx.instances().list(call.workspace.id, filter); });
}

}  // namespace slipway::app
