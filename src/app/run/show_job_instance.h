// ShowJobInstance, and the native view with attempts: one run with its nodes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ports/context.h"
#include "domain/instance/job_instance.h"

namespace slipway::app {

struct InstanceView {
  instance::JobInstance instance;
  std::string environment_name;
  std::vector<instance::NodeInstance> nodes;  // by ordinal; of an instance that was never admitted as the definition has them
  std::vector<instance::Attempt> attempts;  // by ordinal and attempt
  // Of a waiting instance that has no room: those of its job that run, the first ten, and how many may.
  std::vector<instance::JobInstanceId> running_of_job{};
  std::int64_t running_max = 0;
};

// A job name that is given must be the instance's. Error: instance.not_found.
Result<InstanceView> show_job_instance(Context& context, const WorkspaceCall& call, std::optional<std::string_view> job_name,
                                       instance::JobInstanceId id);

// The instance of that id in the workspace, for use cases that go on with it. Error: instance.not_found.
Result<instance::JobInstance> get_job_instance(Tx& tx, const catalog::Workspace& workspace,
                                               std::optional<std::string_view> job_name, instance::JobInstanceId id);

}  // namespace slipway::app
