// GET /v1/{project_id}/system-tasks/{task_id}: a deployment as the client polls it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ports/context.h"
#include "app/release/package_item_cache.h"
#include "base/instant.h"
#include "base/result.h"

namespace slipway::app {

enum class TaskStatus : std::uint8_t { running, successful, failed, warning };

std::string_view to_text(TaskStatus status);  // "RUNNING", "SUCCESSFUL", "FAILED", "WARNING"

struct SystemSubtask {
  std::string id;  // the object's
  std::string name;
  TaskStatus status = TaskStatus::running;
  std::string message;
  std::string failure_code;  // dotted; set where the message is the failure's own
  base::Instant updated_at{};
};

struct SystemTask {
  std::string id;
  std::string name;
  TaskStatus status = TaskStatus::running;
  std::string message;       // while it waits: for what; when it failed: why
  std::string failure_code;  // dotted; set when it failed
  base::Instant started_at{};
  base::Instant updated_at{};
  std::optional<base::Instant> ended_at;
  std::vector<SystemSubtask> subtasks;  // one an item
};

// Error: system_task.not_found.
Result<SystemTask> show_system_task(Context& context, PackageItemCache& cache, const WorkspaceCall& call,
                                    const std::string& task);

}  // namespace slipway::app
