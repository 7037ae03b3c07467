// server tasks.
#include "cli/commands.h"
#include "generated/api/service_dto.h"

namespace slipway::cli {

namespace {

std::string what_is_wrong(const api::ServerTask& task) {
  if (!task.message) return {};
  return "since " + task.failing_since.value_or("?") + ": " + *task.message + " (" + task.code.value_or("") + ")";
}

Result<int> list_server_tasks(Session& session) {
  TRY_LET(listed, session.call<api::ListServerTasksResponse>(api::ListServerTasksRequest{}));
  Table table({"TASK", "STATUS", "LAST RUN", "NEXT DUE", "MESSAGE"});
  for (const auto& task : listed.items)
    table.add({task.name, task.status == "not_run" ? "not run yet" : task.status, task.ran_at.value_or(""),
               task.next_due_at.value_or(""), what_is_wrong(task)});
  return session.show(listed.items, table, "the server has no tasks");
}

}  // namespace

void add_task_commands(Command root) {
  auto server = root.add("server", "The server itself; for the system administrator");
  server.add("tasks", "Shows the background tasks of the server that answers, and how they fare").set_action(list_server_tasks);
}

}  // namespace slipway::cli
