// What a person who waits is told: only what changed since the last look. Values; pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "generated/api/run_dto.h"
#include "generated/api/system_task_dto.h"

namespace slipway::cli {

// A deployment, looked at through its system task.
class DeploymentProgress {
 public:
  explicit DeploymentProgress(std::string package_id) : package_id_(std::move(package_id)) {}

  std::vector<std::string> changes(const api::ListSystemTasksResponse& task);

 private:
  std::string package_id_;
  std::map<std::string, std::string> shown_;  // what was last said of the task and of each subtask
};

// One run of a job with its nodes.
class InstanceProgress {
 public:
  std::vector<std::string> changes(const api::InstanceDetail& instance);

 private:
  std::map<std::string, std::string> shown_;
};

bool is_over(const api::ListSystemTasksResponse& task);
bool is_over(const api::InstanceDetail& instance);

// Took place whole: neither failed nor stopped, and every job that was to start did.
bool is_success(const api::ListSystemTasksResponse& task);
bool is_success(const api::InstanceDetail& instance);

}  // namespace slipway::cli
