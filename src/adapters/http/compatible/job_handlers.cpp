// The development side of jobs.
#include "generated/api/job_handlers.h"

#include "adapters/http/compatible/object_dto_mapping.h"
#include "adapters/http/pipeline/call_context.h"
#include "app/catalog/create_object.h"
#include "app/catalog/delete_object.h"
#include "app/catalog/list_objects.h"
#include "app/catalog/show_object.h"
#include "app/catalog/update_object.h"
#include "base/assert.h"
#include "base/instant.h"
#include "base/text.h"
#include "domain/instance/support_policy.h"

namespace slipway::http {

namespace {

std::string_view status_word(app::ScheduleStatus status) {
  switch (status) {
    case app::ScheduleStatus::scheduling: return "SCHEDULING";
    case app::ScheduleStatus::paused: return "PAUSED";
    case app::ScheduleStatus::stopped: return "STOPPED";
  }
  base::unreachable();
}

std::optional<std::int64_t> to_optional_milliseconds(const std::optional<base::Instant>& instant) {
  if (!instant) return std::nullopt;
  return base::to_milliseconds(*instant);
}

// "a, b,": tags divided by commas.
std::vector<std::string> parse_tags(const std::optional<std::string>& text) {
  std::vector<std::string> tags;
  if (!text) return tags;
  for (const auto part : base::split(*text, ','))
    if (const auto tag = base::trim(part); !tag.empty()) tags.emplace_back(tag);
  return tags;
}

void fill_from_definition(api::JobRow& row, const api::JobInfo& job) {
  row.job_type = job.process_type;
  row.path = job.directory;
  row.single_node_job_flag = job.single_node_job_flag;
  if (!job.basic_config) return;
  row.owner = job.basic_config->owner;
  row.priority = job.basic_config->priority.value_or(0);
}

void fill_from_production(api::JobRow& row, const app::JobActivity& activity) {
  const bool is_scheduled = activity.schedule_status != app::ScheduleStatus::stopped;
  row.status = status_word(activity.shown_status());
  row.start_time = to_optional_milliseconds(is_scheduled ? activity.scheduled_at : activity.newest_started_at);
  if (!is_scheduled) row.end_time = to_optional_milliseconds(activity.newest_ended_at);
  row.last_instance_end_time = to_optional_milliseconds(activity.last_ended_at);
  if (activity.last_state) row.last_instance_status = instance::to_text(*activity.last_state);
}

Result<api::JobRow> to_job_row(const app::ListedJob& job) {
  TRY_LET(definition, from_stored<api::JobInfo>(job.definition));
  api::JobRow row;
  row.name = job.object.name;
  row.create_user = job.created_by_name;
  row.create_time = base::to_milliseconds(job.object.created_at);
  row.last_update_user = job.updated_by_name;
  row.last_update_time = base::to_milliseconds(job.object.updated_at);
  fill_from_definition(row, definition);
  fill_from_production(row, job.activity);
  return row;
}

std::vector<api::DownstreamJob> to_downstream(const std::vector<catalog::Object>& jobs, const catalog::Workspace& workspace) {
  std::vector<api::DownstreamJob> downstream;
  downstream.reserve(jobs.size());
  for (const auto& job : jobs) downstream.push_back({workspace.name, job.name, job.id.number});
  return downstream;
}

// What is stored and cannot run is said where somebody may still change it.
void warn_of_types(CallContext& context, const api::JobInfo& job) {
  std::vector<instance::TypedNode> nodes;
  nodes.reserve(job.nodes.size());
  for (const auto& node : job.nodes) nodes.push_back({node.name, node.type});
  context.warn(instance::warning_of_types(nodes, context.app().optional_types));
}

}  // namespace

Result<void> create_job(CallContext& context, const api::CreateJobRequest& request) {
  TRY_LET(body, to_json(request.body));
  TRY(app::create_object(context.app(), context.workspace_call(), catalog::ObjectKind::job, std::move(body)));
  warn_of_types(context, request.body);
  return {};
}

Result<void> update_job(CallContext& context, const api::UpdateJobRequest& request) {
  TRY_LET(body, to_json(request.body));
  TRY(app::update_object(context.app(), context.workspace_call(), catalog::ObjectKind::job, request.job_name, std::move(body)));
  warn_of_types(context, request.body);
  return {};
}

Result<void> delete_job(CallContext& context, const api::DeleteJobRequest& request) {
  return app::delete_object(context.app(), context.workspace_call(), catalog::ObjectKind::job, request.job_name);
}

Result<api::ShowJobResponse> show_job(CallContext& context, const api::ShowJobRequest& request) {
  app::ObjectSelection selection;
  selection.version = request.version;
  selection.wants_latest_submitted = request.get_job_submit_version.value_or(false);
  selection.wants_downstream = request.dependencies.value_or(false);
  selection.take_room = context.answer_room();
  TRY_LET(shown,
          app::show_object(context.app(), context.workspace_call(), catalog::ObjectKind::job, request.job_name, selection));
  TRY_LET(response, from_stored<api::ShowJobResponse>(joined(std::move(shown.definition), shown.submission)));
  response.id = shown.object.id.number;
  response.create_time = base::to_milliseconds(shown.object.created_at);
  response.version = std::to_string(shown.version);
  if (!response.last_update_user) response.last_update_user = shown.updated_by_name;
  if (selection.wants_downstream) response.downstream_jobs = to_downstream(shown.downstream, context.workspace_call().workspace);
  return std::move(response);
}

Result<api::ListJobsResponse> list_jobs(CallContext& context, const api::ListJobsRequest& request) {
  app::ObjectFilter filter;
  filter.name_contains = request.job_name;
  filter.process_type = request.job_type;
  filter.any_tag = parse_tags(request.tags);
  filter.limit = request.limit;
  filter.take_room = context.answer_room();
  TRY_LET(skip, context.page_skip(request.offset, request.limit));
  filter.skip = skip;
  TRY_LET(list, app::list_jobs(context.app(), context.workspace_call(), std::move(filter)));

  api::ListJobsResponse response;
  response.total = list.total;
  response.jobs.reserve(list.jobs.size());
  for (const auto& job : list.jobs) {
    TRY_LET(row, to_job_row(job));
    response.jobs.push_back(std::move(row));
  }
  return response;
}

}  // namespace slipway::http
