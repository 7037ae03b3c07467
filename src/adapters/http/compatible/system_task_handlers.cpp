#include "generated/api/system_task_handlers.h"

#include "adapters/http/pipeline/call_context.h"
#include "adapters/http/pipeline/error_status.h"
#include "app/release/show_system_task.h"
#include "base/instant.h"

namespace slipway::http {

namespace {

// What failed says its public code, as the answer to a call would.
std::string with_public_code(const std::string& failure_code, std::string message) {
  if (failure_code.empty()) return message;
  return std::string(public_error(base::conflict(failure_code, {}), contract::Face::v1).code) + ": " + std::move(message);
}

}  // namespace

Result<api::ListSystemTasksResponse> list_system_tasks(CallContext& context, const api::ListSystemTasksRequest& request) {
  TRY_LET(task, app::show_system_task(context.app(), context.service().package_items, context.workspace_call(), request.task_id));
  api::ListSystemTasksResponse response;
  response.id = task.id;
  response.name = task.name;
  response.start_time = base::to_milliseconds(task.started_at);
  if (task.ended_at) response.end_time = base::to_milliseconds(*task.ended_at);
  response.last_update = base::to_milliseconds(task.updated_at);
  response.status = app::to_text(task.status);
  response.message = with_public_code(task.failure_code, task.message);
  response.project_id = context.workspace_call().workspace.project.text();
  for (auto& subtask : task.subtasks)
    response.subtasks.push_back({subtask.id, subtask.name, base::to_milliseconds(subtask.updated_at),
                                 std::string(app::to_text(subtask.status)),
                                 with_public_code(subtask.failure_code, std::move(subtask.message)), task.id});
  return response;
}

}  // namespace slipway::http
