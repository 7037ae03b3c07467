#include "app/release/show_system_task.h"

#include <algorithm>
#include <map>

#include "app/ports/release/deployment_repository.h"
#include "app/ports/release/package_repository.h"
#include "base/assert.h"
#include "domain/release/deployment.h"

namespace slipway::app {

namespace {

TaskStatus task_status(const release::Deployment& deployment) {
  switch (deployment.state) {
    case release::DeploymentState::queued:
    case release::DeploymentState::staging:
    case release::DeploymentState::following_up: return TaskStatus::running;
    case release::DeploymentState::succeeded: return TaskStatus::successful;
    case release::DeploymentState::succeeded_with_warnings: return TaskStatus::warning;
    case release::DeploymentState::failed: return TaskStatus::failed;
  }
  base::unreachable();
}

std::string waiting_message(const QueuePosition& queue) {
  if (queue.position <= 1) return "waits for the server to take it up, position 1 of " + std::to_string(queue.length);
  return "waits for package " + (queue.head_package ? queue.head_package->text() : std::string("of another deployment")) +
         ", position " + std::to_string(queue.position) + " of " + std::to_string(queue.length);
}

using StartStates = std::map<catalog::ObjectId, StartState>;

// What the answer depends on: all of them while they go on, afterwards those that failed.
Result<StartStates> list_start_states(Tx& tx, const release::Deployment& deployment) {
  const bool is_going_on = deployment.state == release::DeploymentState::following_up && deployment.starts_jobs;
  const bool has_failed_ones = deployment.state == release::DeploymentState::succeeded_with_warnings;
  if (!is_going_on && !has_failed_ones) return StartStates{};
  return tx.deployments().list_start_states(deployment.id, has_failed_ones);
}

const StartState* find_start(const StartStates& starts, const PackageItem& item) {
  const auto found = starts.find(item.object);
  return found == starts.end() ? nullptr : &found->second;
}

// "3 jobs were not started ('a', 'b', 'c'); ..."
std::string not_started_message(const std::vector<PackageItem>& items, const StartStates& starts) {
  constexpr std::size_t names_max = 3;
  std::size_t count = 0;
  std::string names;
  for (const auto& item : items) {
    const auto* start = find_start(starts, item);
    if (start == nullptr || !start->has_failed) continue;
    if (++count <= names_max) names += (names.empty() ? "'" : ", '") + item.name + "'";
  }
  if (count > names_max) names += " and " + std::to_string(count - names_max) + " more";
  return (count == 1 ? "1 job was" : std::to_string(count) + " jobs were") + " not started (" + names +
         "); each says why, and its start can be repeated";
}

Result<std::string> task_message(Tx& tx, const release::Deployment& deployment, const std::vector<PackageItem>& items,
                                 const StartStates& starts) {
  switch (deployment.state) {
    case release::DeploymentState::queued: {
      TRY_LET(queue, tx.deployments().find_position(deployment));
      return waiting_message(queue);
    }
    case release::DeploymentState::staging:
      return "staged " + std::to_string(deployment.staged_count) + " of " + std::to_string(deployment.item_count) + " items";
    case release::DeploymentState::following_up:
      return "in production as generation " + std::to_string(deployment.generation.value_or(0)) + "; follow-up work goes on";
    case release::DeploymentState::succeeded:
      return "in production as generation " + std::to_string(deployment.generation.value_or(0));
    case release::DeploymentState::succeeded_with_warnings:
      return "in production as generation " + std::to_string(deployment.generation.value_or(0)) + "; " +
             not_started_message(items, starts);
    case release::DeploymentState::failed: return deployment.failure->message;
  }
  base::unreachable();
}

TaskStatus started_status(const StartState* start) {
  return start != nullptr && start->has_failed ? TaskStatus::warning : TaskStatus::successful;
}

// A job that the deployment is to start, and has not yet.
bool is_start_awaited(const release::Deployment& deployment, const PackageItem& item, const StartState* start) {
  const bool is_to_start = deployment.starts_jobs && item.kind == catalog::ObjectKind::job && item.change == release::Change::put;
  return is_to_start && (start == nullptr || start->is_pending);
}

// Null when the deployment has not failed, or no item is to blame.
const PackageItem* find_culprit(const release::Deployment& deployment, const std::vector<PackageItem>& items) {
  if (!deployment.failure) return nullptr;
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.object == deployment.failure->culprit; });
  return found == items.end() ? nullptr : &*found;
}

// Items have no state of their own before the follow-up: they share the fate of the package.
SystemSubtask to_subtask(const release::Deployment& deployment, const PackageItem& item, const PackageItem* culprit,
                         const StartState* start) {
  SystemSubtask subtask{.id = item.object.text(),
                        .name = item.name,
                        .status = TaskStatus::running,
                        .message = {},
                        .failure_code = {},
                        .updated_at = deployment.updated_at};
  switch (deployment.state) {
    case release::DeploymentState::queued:
    case release::DeploymentState::staging: break;
    case release::DeploymentState::failed:
      subtask.status = TaskStatus::failed;
      if (culprit == nullptr || culprit->object == item.object) {
        subtask.message = deployment.failure->message;
        subtask.failure_code = deployment.failure->code;
      } else {
        subtask.message = "not deployed: " + std::string(catalog::to_text(culprit->kind)) + " '" + culprit->name +
                          "' kept the package out; its message says why";
      }
      break;
    case release::DeploymentState::following_up:
      subtask.status = is_start_awaited(deployment, item, start) ? TaskStatus::running : started_status(start);
      if (start != nullptr) subtask.message = start->message;
      break;
    case release::DeploymentState::succeeded:
    case release::DeploymentState::succeeded_with_warnings:
      subtask.status = started_status(start);
      if (start != nullptr) subtask.message = start->message;
      break;
  }
  return subtask;
}

}  // namespace

std::string_view to_text(TaskStatus status) {
  switch (status) {
    case TaskStatus::running: return "RUNNING";
    case TaskStatus::successful: return "SUCCESSFUL";
    case TaskStatus::failed: return "FAILED";
    case TaskStatus::warning: return "WARNING";
  }
  base::unreachable();
}

Result<SystemTask> show_system_task(Context& context, PackageItemCache& cache, const WorkspaceCall& call,
                                    const std::string& task) {
  const auto not_found = base::not_found(
      "system_task.not_found",
      "task '" + task.substr(0, 64) + "' does not exist in this workspace; the answer of a deploy call names its tasks");
  const auto id = release::TaskId::parse(task);
  if (!id) return not_found;
  return context.store.read([&](Tx& tx) -> Result<SystemTask> {
    TRY_LET(deployment, tx.deployments().find_by_task(call.workspace.project, *id));
    if (!deployment || deployment->workspace != call.workspace.id || !deployment->package) return not_found;
    TRY_LET(package, tx.packages().find_row(call.workspace.id, *deployment->package));
    if (!package) return not_found;
    TRY_LET(items, cache.get(tx, package->package.id));
    TRY_LET(starts, list_start_states(tx, *deployment));
    TRY_LET(message, task_message(tx, *deployment, *items, starts));
    SystemTask shown{.id = id->text(),
                     .name = "deploy " + package->package.name,
                     .status = task_status(*deployment),
                     .message = std::move(message),
                     .failure_code = deployment->failure ? deployment->failure->code : std::string(),
                     .started_at = deployment->requested_at,
                     .updated_at = deployment->updated_at,
                     .ended_at = deployment->ended_at,
                     .subtasks = {}};
    const auto* culprit = find_culprit(*deployment, *items);
    for (const auto& item : *items) shown.subtasks.push_back(to_subtask(*deployment, item, culprit, find_start(starts, item)));
    return shown;
  });
}

}  // namespace slipway::app
