// Starting and stopping jobs in production.
#include "generated/api/job_handlers.h"

#include "adapters/http/compatible/run_dto_mapping.h"
#include "adapters/http/pipeline/call_context.h"
#include "app/run/run_once.h"
#include "app/run/start_job.h"
#include "app/run/stop_job.h"

namespace slipway::http {

Result<void> start_job(CallContext& context, const api::StartJobRequest& request) {
  const auto start = request.body.value_or(api::JobStart{});
  TRY_LET(parameters, to_job_parameters(start.job_params));
  return app::start_job(context.app(), context.workspace_call(), {request.job_name, parameters, start.start_date},
                        context.facts().once);
}

Result<void> stop_job(CallContext& context, const api::StopJobRequest& request) {
  return app::stop_job(context.app(), context.workspace_call(), request.job_name);
}

Result<api::RunOnceResponse> run_once(CallContext& context, const api::RunOnceRequest& request) {
  const auto start = request.body.value_or(api::JobStart{});
  TRY_LET(parameters, to_job_parameters(start.job_params));
  TRY_LET(made, app::run_once(context.app(), context.workspace_call(), {request.job_name, parameters, start.start_date},
                              context.facts().once));
  return api::RunOnceResponse{made.number};
}

Result<api::ShowJobStatusResponse> show_job_status(CallContext& context, const api::ShowJobStatusRequest& request) {
  TRY_LET(status, app::show_job_status(context.app(), context.workspace_call(), request.job_name));
  return to_status_response(status);
}

}  // namespace slipway::http
