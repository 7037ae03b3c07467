// Test runs, and runs with their nodes, attempts and logs.
#include "generated/api/run_handlers.h"

#include "adapters/http/native/instance_detail.h"
#include "adapters/http/pipeline/call_context.h"
#include "adapters/http/shared_values.h"
#include "app/run/read_node_log.h"
#include "app/run/show_job_instance.h"
#include "app/run/tell_waiting.h"
#include "app/run/test_run.h"

namespace slipway::http {

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
