// ShowJobInstance, and the native view with attempts: one run with its nodes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ports/context.h"
#include "app/run/claim_pauses.h"
#include "domain/instance/job_instance.h"

namespace slipway::app {

struct InstanceView {
  instance::JobInstance instance;
  std::string environment_name;
  std::vector<instance::NodeInstance> nodes;  // by ordinal; of an instance that was never admitted as the definition has them
  std::vector<instance::Attempt> attempts;  // by ordinal and attempt
};

// A job name that is given must be the instance's. Error: instance.not_found.
Result<InstanceView> show_job_instance(Context& context, const WorkspaceCall& call, std::optional<std::string_view> job_name,
                                       instance::JobInstanceId id);

// Nodes that are ready and of a kind that this server does not claim for a while say so in their message.
void tell_claim_pauses(InstanceView& view, const ClaimPauses& pauses, base::Instant now);

// The instance of that id in the workspace, for use cases that go on with it. Error: instance.not_found.
Result<instance::JobInstance> get_job_instance(Tx& tx, const catalog::Workspace& workspace,
                                               std::optional<std::string_view> job_name, instance::JobInstanceId id);

}  // namespace slipway::app
