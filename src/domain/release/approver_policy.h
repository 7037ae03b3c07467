// Who may apply for, approve and deploy a package. Pure: the caller's eligibility and the number of eligible others come in.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "domain/catalog/ids.h"
#include "domain/release/release_package.h"

namespace slipway::release {

// How somebody stands to a workspace at this moment.
struct Eligibility {
  catalog::UserId user;
  bool is_eligible = false;         // active member with role admin or deployer, or the system administrator
  bool is_workspace_admin = false;  // role admin, or the system administrator
};

// An active member with role admin or deployer, or the acting system administrator. A system administrator may approve,
// but is not counted among the others who could: they are an admin of every workspace that they made, and would stand in the way of the
// one person who works there.
struct EligibleMember {
  catalog::UserId user;
  bool is_system_administrator = false;
};

// How many of them could approve in the applicant's place.
struct EligibleOthers {
  std::int64_t count = 0;
};

bool is_applicant(const ReleasePackage& package, const catalog::UserId& user);
EligibleOthers count_eligible_others(const std::vector<EligibleMember>& eligible, const ReleasePackage& package);

struct ApproverChoice {
  catalog::UserId applicant;
  catalog::UserId packaged_by;
  std::vector<catalog::UserId> approvers;
  std::vector<EligibleMember> eligible_members;  // of the workspace, now
};

inline constexpr std::size_t approver_count_max = 100;

// Errors: release.no_approvers, release.too_many_approvers, release.not_an_eligible_approver; the message names the user id.
Result<void> check_approvers(const ApproverChoice& choice);

struct DeployPermission {
  bool is_self_approved = false;
};

// Error: release.not_an_approver.
Result<DeployPermission> may_deploy(const ReleasePackage& package, const Eligibility& caller, EligibleOthers others);

}  // namespace slipway::release
