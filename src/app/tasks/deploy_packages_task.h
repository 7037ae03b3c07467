// Puts queued packages into their environments, one after another in each: claim, plan, stage, switch.
#pragma once

#include <string>

#include "app/ports/context.h"
#include "app/release/move_environment.h"
#include "app/tasks/task.h"

namespace slipway::app {

class DeployPackagesTask final : public Task {
 public:
  // `incarnation` names this server in its claims.
  DeployPackagesTask(Context& context, std::string incarnation) : context_(context), incarnation_(std::move(incarnation)) {}

  std::string_view name() const override { return "deploy_packages"; }
  Result<TaskProgress> run_once(base::Instant now) override;

 private:
  // True when the deployment was brought to its switch or its failure.
  Result<bool> deploy(release::DeploymentId head);
  Result<void> stage_and_switch(Hold& hold);

  Context& context_;
  const std::string incarnation_;
};

}  // namespace slipway::app
