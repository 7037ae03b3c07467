#include "cli/output/progress.h"

#include <string_view>
#include <utility>

namespace slipway::cli {

namespace {

std::string task_word(std::string_view status) {
  if (status == "RUNNING") return "under way";
  if (status == "SUCCESSFUL") return "deployed";
  if (status == "FAILED") return "failed";
  if (status == "WARNING") return "deployed, but not everything started";
  return std::string(status);
}

// Of one item: a warning there means that its job is deployed and was not started.
std::string item_word(std::string_view status) { return status == "WARNING" ? "deployed, not started" : task_word(status); }

std::string with_message(std::string text, const std::optional<std::string>& message) {
  if (message && !message->empty()) text += ": " + *message;
  return text;
}

// Adds the line when the text of this key is another one than was last said.
void say_if_new(std::map<std::string, std::string>& shown, const std::string& key, const std::string& line,
                std::vector<std::string>& lines) {
  auto& last = shown[key];
  if (last == line) return;
  last = line;
  lines.push_back(line);
}

std::string node_line(const api::NodeDetail& node) {
  std::string line = "  " + node.name + ": " + node.status;
  if (node.attempts.size() > 1) line += " (attempt " + std::to_string(node.attempts.back().attempt) + ")";
  return with_message(line, node.message);
}

}  // namespace

std::vector<std::string> DeploymentProgress::changes(const api::ListSystemTasksResponse& task) {
  std::vector<std::string> lines;
  for (const auto& subtask : task.subtasks)  // what is only under way says no more than the task does
    if (subtask.status != "RUNNING" || (subtask.message && !subtask.message->empty()))
      say_if_new(shown_, "subtask " + subtask.id,
                 with_message("  " + subtask.name + ": " + item_word(subtask.status), subtask.message), lines);
  const auto line = with_message("package " + package_id_ + ": " + task_word(task.status), task.message);
  say_if_new(shown_, "task", line, lines);
  return lines;
}

std::vector<std::string> InstanceProgress::changes(const api::InstanceDetail& instance) {
  std::vector<std::string> lines;
  for (const auto& node : instance.nodes)
    if (node.status != "waiting") say_if_new(shown_, "node " + node.name, node_line(node), lines);
  const auto line = with_message("instance " + instance.instance_id + ": " + instance.status, instance.message);
  say_if_new(shown_, "instance", line, lines);
  return lines;
}

bool is_over(const api::ListSystemTasksResponse& task) { return task.status != "RUNNING"; }
bool is_success(const api::ListSystemTasksResponse& task) { return task.status == "SUCCESSFUL"; }

bool is_over(const api::InstanceDetail& instance) { return instance.status != "waiting" && instance.status != "running"; }
bool is_success(const api::InstanceDetail& instance) { return instance.status == "success"; }

}  // namespace slipway::cli
