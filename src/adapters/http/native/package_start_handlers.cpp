#include "adapters/http/native/native_values.h"
#include "adapters/http/pipeline/call_context.h"
#include "app/release/list_package_starts.h"
#include "generated/api/release_handlers.h"

namespace slipway::http {

Result<api::ListPackageStartsResponse> list_package_starts(CallContext& context, const api::ListPackageStartsRequest& request) {
  TRY_LET(after, parse_number_cursor(request.after));
  TRY_LET(starts, app::list_package_starts(context.app(), context.workspace_call(),
                                           {request.package_id, request.state, after, request.limit}));
  api::ListPackageStartsResponse response;
  for (const auto& start : starts)
    response.items.push_back({start.position, start.job.text(), start.job_name, start.state, start.message});
  response.next =
      next_cursor(starts, request.limit, [](const app::PackageStart& start) { return std::to_string(start.position); });
  return response;
}

}  // namespace slipway::http
