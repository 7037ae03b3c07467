// Puts queued packages into their environments, one after another in each: claim, plan, stage, switch.
#pragma once

#include <string>

#include "app/ports/context.h"
#include "app/ports/current_incarnation.h"
#include "app/release/move_environment.h"
#include "app/tasks/task.h"

namespace slipway::app {

class DeployPackagesTask final : public Task {
 public:
  DeployPackagesTask(Context& context, const CurrentIncarnation& incarnation) : context_(context), incarnation_(incarnation) {}

  std::string_view name() const override { return "deploy_packages"; }
  Result<TaskProgress> run_once(base::Instant now) override;

 private:
  // True when the deployment was brought to its switch or its failure.
  Result<bool> deploy(release::DeploymentId head, const std::string& incarnation);
  Result<void> stage_and_switch(Hold& hold);

  Context& context_;
  const CurrentIncarnation& incarnation_;
};

}  // namespace slipway::app
