// The steps that put a package into its environment: stage, then switch (docs/decisions/0002-stage-then-switch.md).
//
// One holder at a time moves an environment. Each step below is one transaction that locks the environment first and demands
// the hold's own fence and generation, so a holder that was slow can do nothing any more. Until the switch nobody can see what
// was staged; the switch costs the same whatever the size of the package. Where a commit's outcome is not known, it is asked after under
// that lock before anything else is done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/ports/context.h"
#include "base/result.h"
#include "domain/release/deployment.h"

namespace slipway::app {

// A claim on an environment for one deployment, as its holder knows it. A value; the store has the truth.
struct Hold {
  release::Deployment deployment;
  release::Fence fence;
  std::string incarnation;  // whose it is
  std::string previous_holder;  // the incarnation that held it before for the same deployment; empty when it is the first
  std::int64_t found_staged = 0;  // items that an earlier attempt had left staged
};

inline constexpr std::int64_t staging_batch = 2'000;  // rows a transaction

// None: a living server holds the environment, or the deployment needs no claim any more.
Result<std::optional<Hold>> claim_environment(Context& context, release::DeploymentId head, const std::string& incarnation);

// Takes back one batch of what an earlier attempt staged; true when nothing is left.
Result<bool> undo_batch(Context& context, Hold& hold);

// The next attempt, on the generation that is current.
Result<void> begin_attempt(Context& context, Hold& hold);

// Why the package cannot enter, when it cannot.
Result<std::optional<release::DeploymentFailure>> check_package(Context& context, const Hold& hold);

// Stages one batch; true when all is staged.
Result<bool> stage_batch(Context& context, Hold& hold);

// The next generation is current from this commit on; the follow-up stands in the outbox, and the claim is released.
Result<void> switch_generation(Context& context, Hold& hold);

// The package has failed and production is as it was; the claim is released. Nothing may be staged any more.
Result<void> fail_deployment(Context& context, Hold& hold, release::DeploymentFailure failure);

}  // namespace slipway::app
