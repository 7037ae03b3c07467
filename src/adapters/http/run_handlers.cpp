// Starting and stopping jobs in production, test runs, and the native view of runs with their logs.
#include "generated/api/run_handlers.h"

#include "adapters/http/call_context.h"
#include "adapters/http/native_values.h"
#include "adapters/http/replay_guard.h"
#include "adapters/http/run_dto_mapping.h"
#include "app/run/list_production_jobs.h"
#include "app/run/read_node_log.h"
#include "app/run/run_once.h"
#include "app/run/start_job.h"
#include "app/run/stop_job.h"
#include "app/run/tell_waiting.h"
#include "app/run/test_run.h"
#include "base/instant.h"
#include "base/text.h"
#include "generated/api/job_handlers.h"

namespace slipway::http {

namespace {

void wake_engine(CallContext& context) {
  context.app().wakeups.schedules();
  context.app().wakeups.instances();
}

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

Result<api::CreateTestRunResponse> create_test_run(CallContext& context, const api::CreateTestRunRequest& request) {
  const auto body = request.body.value_or(api::CreateTestRunBody{});
  TRY_LET(parameters, to_job_parameters(body.parameters));
  TRY_LET(id, app::test_run(context.app(), context.workspace_call(), {request.job_name, std::move(parameters)}));
  return api::CreateTestRunResponse{id.text()};
}

Result<api::InstanceDetail> show_instance(CallContext& context, const api::ShowInstanceRequest& request) {
  TRY_LET(id, parse_instance_id(request.instance_id));
  TRY_LET(view, app::show_job_instance(context.app(), context.workspace_call(), std::nullopt, id));
  app::tell_waiting(view, context.service().executors, context.service().claim_pauses, context.app().clock.now());
  return to_instance_detail(view);
}

Result<contract::Answer> show_node_log(CallContext& context, const api::ShowNodeLogRequest& request) {
  TRY_LET(id, parse_instance_id(request.instance_id));
  auto& service = context.service();
  TRY_LET(log, app::read_node_log(
                   context.app(), service.logs, service.server, context.workspace_call(),
                   {.instance = id, .node_name = request.node_name, .attempt = request.attempt, .offset = request.offset}));
  contract::Answer answer;
  answer.content_type = "text/plain; charset=utf-8";
  answer.headers = {{"X-Next-Offset", std::to_string(log.chunk.next_offset)},
                    {"X-Log-Complete", log.has_ended ? "true" : "false"}};
  answer.body = std::move(log.chunk.text);
  return answer;
}

}  // namespace slipway::http
