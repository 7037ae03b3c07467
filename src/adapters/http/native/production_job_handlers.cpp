#include "adapters/http/native/native_values.h"
#include "adapters/http/pipeline/call_context.h"
#include "app/run/list_production_jobs.h"
#include "base/instant.h"
#include "generated/api/run_handlers.h"

namespace slipway::http {

namespace {

api::ProductionJob to_production_job(const app::HeldJob& job) {
  api::ProductionJob shown{.id = job.job.text(),
                           .name = job.name,
                           .is_deletion_pending = !job.is_live,
                           .is_running = job.is_running,
                           .last_run = std::nullopt};
  if (!job.newest) return shown;
  auto& last = shown.last_run.emplace();
  last.instance_id = job.newest->id.text();
  last.status = instance::to_text(job.newest->state);
  if (job.newest->ended_at) last.ended_at = base::format_instant(*job.newest->ended_at);
  return shown;
}

}  // namespace

Result<api::ListProductionJobsResponse> list_production_jobs(CallContext& context,
                                                             const api::ListProductionJobsRequest& request) {
  TRY_LET(jobs, app::list_production_jobs(context.app(), context.workspace_call(),
                                          {.name_contains = request.name,
                                           .after = request.after.value_or(std::string()),
                                           .through = request.through,
                                           .limit = request.limit}));
  api::ListProductionJobsResponse response;
  for (const auto& job : jobs) response.items.push_back(to_production_job(job));
  response.next = next_cursor(jobs, request.limit, [](const app::HeldJob& last) { return last.name; });
  return response;
}

}  // namespace slipway::http
