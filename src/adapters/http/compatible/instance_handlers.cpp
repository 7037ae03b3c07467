// Runs as the compatible face has them.
#include "generated/api/instance_handlers.h"

#include "adapters/http/compatible/run_dto_mapping.h"
#include "adapters/http/pipeline/call_context.h"
#include "adapters/http/shared_values.h"
#include "app/run/list_job_instances.h"
#include "app/run/stop_job_instance.h"
#include "base/text.h"

namespace slipway::http {

namespace {

constexpr std::int64_t plan_time_max = 253'402'300'799'999;  // the end of the year 9999, in milliseconds

Result<std::optional<base::Instant>> parse_plan_time(std::string_view name, const std::optional<std::int64_t>& milliseconds) {
  if (!milliseconds) return std::optional<base::Instant>{};
  if (*milliseconds > plan_time_max)
    return base::invalid_argument("request.not_valid", std::string(name) + " must be a time in milliseconds");
  return std::optional{base::from_milliseconds(*milliseconds)};
}

Result<app::ListInstances> to_instance_list(const CallContext& context, const api::ListJobInstancesRequest& request) {
  app::ListInstances list;
  list.filter.job_name = request.job_name;
  list.filter.is_name_exact = request.precise_query.value_or(false);
  if (request.status && !request.status->empty()) {
    TRY_LET(states, parse_instance_words(*request.status));
    list.filter.states = std::move(states);
  }
  if (request.instance_type)
    list.filter.kind = instance::parse_instance_kind(base::parse_integer(*request.instance_type).value_or(-1));
  TRY_LET(from, parse_plan_time("minPlanTime", request.min_plan_time));
  list.planned_from = from;
  TRY_LET(to, parse_plan_time("maxPlanTime", request.max_plan_time));
  if (to) list.filter.planned_to = *to + std::chrono::microseconds{999};  // inclusive to the millisecond
  list.filter.limit = request.limit;
  TRY_LET(skip, context.page_skip(request.offset, request.limit));
  list.filter.skip = skip;
  return list;
}

}  // namespace

Result<api::ListJobInstancesResponse> list_job_instances(CallContext& context, const api::ListJobInstancesRequest& request) {
  TRY_LET(list, to_instance_list(context, request));
  TRY_LET(page, app::list_job_instances(context.app(), context.workspace_call(), std::move(list)));
  api::ListJobInstancesResponse response;
  response.total = page.total;
  response.instances.reserve(page.rows.size());
  for (const auto& instance : page.rows) response.instances.push_back(to_instance_row(instance));
  return response;
}

Result<api::ShowJobInstanceResponse> show_job_instance(CallContext& context, const api::ShowJobInstanceRequest& request) {
  TRY_LET(id, parse_instance_id(request.instance_id));
  TRY_LET(view, app::show_job_instance(context.app(), context.workspace_call(), request.job_name, id));
  return to_instance_response(view);
}

Result<void> stop_job_instance(CallContext& context, const api::StopJobInstanceRequest& request) {
  TRY_LET(id, parse_instance_id(request.instance_id));
  return app::stop_job_instance(context.app(), context.workspace_call(), request.job_name, id);
}

}  // namespace slipway::http
