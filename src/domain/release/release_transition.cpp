#include "domain/release/release_transition.h"

#include <string>
#include <utility>

#include "base/assert.h"

namespace slipway::release {

namespace {

std::string_view describe_state(const ReleasePackage& package) {
  if (package.revoked_at) return "revoked";
  switch (package.state) {
    case ReleaseState::awaiting_approval: return "awaiting approval";
    case ReleaseState::deploying: return "being deployed";
    case ReleaseState::deployed: return "deployed already";
    case ReleaseState::failed: return "failed";
  }
  base::unreachable();
}

std::string_view advice(const ReleasePackage& package) {
  if (package.revoked_at) return "; its items are pending again, package them anew";
  switch (package.state) {
    case ReleaseState::deploying: return "; wait for the end of its deployment";
    case ReleaseState::deployed: return "; what comes next is submitted and packaged anew";
    case ReleaseState::awaiting_approval:
    case ReleaseState::failed: break;
  }
  return {};
}

base::Error wrong_release_state(const ReleasePackage& package, std::string_view wanted) {
  return base::conflict("release.wrong_state", "package " + package.id.text() + " is " + std::string(describe_state(package)) +
                                                   " and cannot be " + std::string(wanted) + std::string(advice(package)));
}

bool is_waiting_or_failed(const ReleasePackage& package) {
  return !package.revoked_at && (package.state == ReleaseState::awaiting_approval || package.state == ReleaseState::failed);
}

Result<ReleasePackage> apply(ReleasePackage package, const DeployRequested& event, base::Instant now) {
  if (!is_waiting_or_failed(package)) return wrong_release_state(package, "deployed");
  TRY_LET(permission, may_deploy(package, event.by, event.others));
  package.state = ReleaseState::deploying;
  package.deployer = event.by.user;
  package.deploy_requested_at = now;
  package.is_self_approved = permission.is_self_approved;
  return package;
}

Result<ReleasePackage> apply(ReleasePackage package, const SwitchDone&, base::Instant now) {
  if (package.state != ReleaseState::deploying) return wrong_release_state(package, "switched to production");
  package.state = ReleaseState::deployed;
  package.deployed_at = now;
  return package;
}

Result<ReleasePackage> apply(ReleasePackage package, const DeploymentFailed&, base::Instant) {
  if (package.state != ReleaseState::deploying) return wrong_release_state(package, "failed");
  package.state = ReleaseState::failed;
  return package;
}

Result<ReleasePackage> apply(ReleasePackage package, const RevokeRequested& event, base::Instant now) {
  if (!is_waiting_or_failed(package)) return wrong_release_state(package, "revoked");
  if (event.only_own && !is_applicant(package, event.by))
    return base::forbidden("release.not_own_package",
                           "you may revoke only packages that you applied for; package " + package.id.text() + " is not yours");
  package.revoked_by = event.by;
  package.revoked_at = now;
  package.revoked_generation = event.generation;
  return package;
}

}  // namespace

Result<ReleasePackage> transition(ReleasePackage package, const ReleaseEvent& event, base::Instant now) {
  return std::visit([&](const auto& happened) { return apply(std::move(package), happened, now); }, event);
}

}  // namespace slipway::release
