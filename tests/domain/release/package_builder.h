// Packages for tests: what does not matter is filled in.
#pragma once

#include <utility>
#include <vector>

#include "domain/release/approver_policy.h"
#include "domain/release/release_package.h"

namespace slipway::release {

inline catalog::UserId user(char letter) { return catalog::UserId{std::string(32, letter)}; }

inline const auto lin = user('a');   // developer, applies
inline const auto wei = user('b');   // deployer, approves
inline const auto mona = user('c');  // another deployer
inline constexpr base::Instant noon = base::from_microseconds(1'800'000'000'000'000);

class PackageBuilder {
 public:
  PackageBuilder() {
    package_.id = ReleasePackageId{12};
    package_.name = "nightly load";
    package_.item_count = 3;
    package_.applicant = lin;
    package_.packaged_by = lin;
    package_.approvers = {wei};
    package_.applied_at = noon - std::chrono::hours{1};
  }
  PackageBuilder& in(ReleaseState state) {
    package_.state = state;
    if (state != ReleaseState::awaiting_approval) {
      package_.deployer = wei;
      package_.deploy_requested_at = noon - std::chrono::minutes{5};
    }
    if (state == ReleaseState::deployed) package_.deployed_at = noon - std::chrono::minutes{4};
    return *this;
  }
  PackageBuilder& applied_by(const catalog::UserId& user) {
    package_.applicant = user;
    package_.packaged_by = user;
    return *this;
  }
  PackageBuilder& packaged_by(const catalog::UserId& user) {
    package_.packaged_by = user;
    return *this;
  }
  PackageBuilder& approvers(std::vector<catalog::UserId> users) {
    package_.approvers = std::move(users);
    return *this;
  }
  PackageBuilder& revoked() {
    package_.revoked_by = wei;
    package_.revoked_at = noon - std::chrono::minutes{1};
    package_.revoked_generation = 40;
    return *this;
  }
  ReleasePackage build() const { return package_; }

 private:
  ReleasePackage package_;
};

inline PackageBuilder a_package() { return {}; }

inline Eligibility deployer(const catalog::UserId& user) {
  return {.user = user, .is_eligible = true, .is_workspace_admin = false};
}
inline Eligibility workspace_admin(const catalog::UserId& user) {
  return {.user = user, .is_eligible = true, .is_workspace_admin = true};
}
inline Eligibility developer(const catalog::UserId& user) {
  return {.user = user, .is_eligible = false, .is_workspace_admin = false};
}

}  // namespace slipway::release
