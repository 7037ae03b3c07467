// Puts queued packages into their environments, one after another in each, several environments at once: claim, plan, stage, switch.
// An environment where that meets an error is left alone for a while; the others go on.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/deploying/move_environment.h"
#include "app/deploying/release_workers.h"
#include "app/ports/context.h"
#include "app/ports/server/current_incarnation.h"
#include "app/tasks/task.h"
#include "base/mutex.h"

namespace slipway::app {

class DeployPackagesTask final : public Task {
 public:
  DeployPackagesTask(Context& context, const CurrentIncarnation& incarnation, ReleaseWorkers& workers)
      : context_(context), incarnation_(incarnation), workers_(workers) {}

  std::string_view name() const override { return "deploy_packages"; }
  Result<TaskProgress> run_once(base::Instant now) override;
  // Of the first environment that is left alone.
  std::optional<base::Instant> next_due() const override;

 private:
  // What met an error, and is not tried again before its time.
  struct Failing {
    std::chrono::milliseconds pause{0};
    base::Instant not_before{};
  };

  bool is_left_alone(release::DeploymentId head, base::Instant now);
  void leave_alone(const release::Deployment& head, const base::Error& error);
  void forget_all_but(const std::vector<release::Deployment>& heads);
  void work(const release::Deployment& head, const std::string& incarnation);
  // True when the deployment was brought to its switch or its failure.
  Result<bool> deploy(release::DeploymentId head, const std::string& incarnation);
  Result<void> stage_and_switch(Hold& hold);

  Context& context_;
  const CurrentIncarnation& incarnation_;
  ReleaseWorkers& workers_;
  mutable base::Mutex mutex_;
  std::map<release::DeploymentId, Failing> failing_ GUARDED_BY(mutex_);  // heads of environments only
  bool has_moved_ GUARDED_BY(mutex_) = false;
};

}  // namespace slipway::app
