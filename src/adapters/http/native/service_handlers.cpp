#include "generated/api/service_handlers.h"

#include "adapters/http/pipeline/call_context.h"
#include "adapters/http/pipeline/error_status.h"
#include "base/instant.h"

namespace slipway::http {

namespace {

contract::Answer health_answer(int status, std::string_view word, const std::vector<api::HealthCheck>& checks) {
  const api::Health health{.status = std::string(word), .checks = checks};
  contract::Answer answer{.status = status, .content_type = "application/json", .headers = {}, .body = {}};
  health.encode(answer.body);
  return answer;
}

}  // namespace

// Alive is all that is asked.
Result<contract::Answer> check_health(CallContext&, const api::CheckHealthRequest&) { return health_answer(200, "ok", {}); }

Result<contract::Answer> check_readiness(CallContext& context, const api::CheckReadinessRequest&) {
  const auto ready = context.service().probes.check_readiness();
  if (ready) return health_answer(200, "ok", {{.name = "store", .ok = true, .message = {}}});
  return health_answer(503, "not_ready", {{.name = "store", .ok = false, .message = ready.error().message}});
}

Result<contract::Answer> show_metrics(CallContext& context, const api::ShowMetricsRequest&) {
  if (!context.service().serves_metrics)
    return refusal(404, "APIGW.0101", "metrics are served on the address of --metrics-listen", contract::Face::plain,
                   context.facts().request_id);
  return contract::Answer{
      .status = 200, .content_type = "text/plain", .headers = {}, .body = context.service().probes.metrics_text()};
}

// Where errors are told, their detail is not: it is for the log.
Result<api::ListServerTasksResponse> list_server_tasks(CallContext& context, const api::ListServerTasksRequest&) {
  const auto text_of = [](const std::optional<base::Instant>& at) {
    return at ? std::optional(base::format_instant(*at)) : std::nullopt;
  };
  api::ListServerTasksResponse response;
  for (const auto& task : context.service().probes.task_health()) {
    api::ServerTask item;
    item.name = task.name;
    item.status = !task.ran_at ? "not_run" : task.failure ? "failing" : "ok";
    item.ran_at = text_of(task.ran_at);
    item.next_due_at = text_of(task.next_due);
    item.failing_since = text_of(task.failing_since);
    if (task.failure) {
      item.code = task.failure->code;
      item.message = base::full_message(*task.failure);
    }
    response.items.push_back(std::move(item));
  }
  return response;
}

}  // namespace slipway::http
