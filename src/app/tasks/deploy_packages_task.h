// Puts queued packages into their environments, one after another in each: claim, plan, stage, switch. An environment where that
// meets an error is left alone for a while; the others go on.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

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
  // Of the first environment that is left alone.
  std::optional<base::Instant> next_due() const override { return next_try_; }

 private:
  // What met an error, and is not tried again before its time.
  struct Failing {
    std::chrono::milliseconds pause{0};
    base::Instant not_before{};
  };

  bool is_left_alone(release::DeploymentId head, base::Instant now) const;
  void leave_alone(const release::Deployment& head, const base::Error& error);
  void forget_all_but(const std::vector<release::Deployment>& heads);
  // True when the deployment was brought to its switch or its failure.
  Result<bool> deploy(release::DeploymentId head, const std::string& incarnation);
  Result<void> stage_and_switch(Hold& hold);

  Context& context_;
  const CurrentIncarnation& incarnation_;
  std::map<release::DeploymentId, Failing> failing_;  // heads of environments only
  std::optional<base::Instant> next_try_;
};

}  // namespace slipway::app
