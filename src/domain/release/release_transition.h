// The state machine of release packages: stored facts and an event in, the next state out. Pure.
#pragma once

#include <optional>
#include <variant>

#include "base/instant.h"
#include "base/result.h"
#include "domain/release/approver_policy.h"
#include "domain/release/release_package.h"

namespace slipway::release {

struct DeployRequested {
  Eligibility by;
  EligibleOthers others;
};
struct SwitchDone {};
struct DeploymentFailed {};
struct RevokeRequested {
  catalog::UserId by;
  bool only_own = false;  // the caller may revoke only what they applied for
  catalog::GenerationNumber generation = 0;  // of the package's environment now
};

using ReleaseEvent = std::variant<DeployRequested, SwitchDone, DeploymentFailed, RevokeRequested>;

// Errors: release.wrong_state (names the package and its state), release.not_an_approver, release.not_own_package.
Result<ReleasePackage> transition(ReleasePackage package, const ReleaseEvent& event, base::Instant now);

}  // namespace slipway::release
