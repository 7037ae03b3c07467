// Starting and stopping jobs in production.
#include "generated/api/job_handlers.h"

#include "adapters/http/compatible/run_dto_mapping.h"
#include "adapters/http/pipeline/call_context.h"
#include "adapters/http/pipeline/replay_guard.h"
#include "app/run/run_once.h"
#include "app/run/start_job.h"
#include "app/run/stop_job.h"
#include "base/text.h"

namespace slipway::http {

namespace {

void wake_engine(CallContext& context) {
  context.app().wakeups.schedules();
  context.app().wakeups.instances();
}

}  // namespace

Result<void> start_job(CallContext& context, const api::StartJobRequest& request) {
  const auto start = request.body.value_or(api::JobStart{});
  TRY_LET(parameters, to_job_parameters(start.job_params));
  const auto started = write_once(context, [&](app::Tx& tx) -> Result<std::string> {
    TRY(app::start_job(context.app(), tx, context.workspace_call(), {request.job_name, parameters, start.start_date}));
    return std::string();
  });
  if (!started) return started.error();
  wake_engine(context);
  return {};
}

Result<void> stop_job(CallContext& context, const api::StopJobRequest& request) {
  return app::stop_job(context.app(), context.workspace_call(), request.job_name);
}

Result<api::RunOnceResponse> run_once(CallContext& context, const api::RunOnceRequest& request) {
  const auto start = request.body.value_or(api::JobStart{});
  TRY_LET(parameters, to_job_parameters(start.job_params));
  TRY_LET(id, write_once(context, [&](app::Tx& tx) -> Result<std::string> {
            TRY_LET(made,
                    app::run_once(context.app(), tx, context.workspace_call(), {request.job_name, parameters, start.start_date}));
            return made.text();
          }));
  wake_engine(context);
  return api::RunOnceResponse{base::parse_integer(id).value_or(0)};
}

Result<api::ShowJobStatusResponse> show_job_status(CallContext& context, const api::ShowJobStatusRequest& request) {
  TRY_LET(status, app::show_job_status(context.app(), context.workspace_call(), request.job_name));
  return to_status_response(status);
}

}  // namespace slipway::http
