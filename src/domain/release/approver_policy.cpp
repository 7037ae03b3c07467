#include "domain/release/approver_policy.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace slipway::release {

namespace {

bool contains(const std::vector<catalog::UserId>& users, const catalog::UserId& user) {
  return std::find(users.begin(), users.end(), user) != users.end();
}

template <class IsApplicant>
EligibleOthers count_others(const std::vector<EligibleMember>& eligible, const IsApplicant& is_applicant) {
  return {.count = std::count_if(eligible.begin(), eligible.end(), [&](const EligibleMember& member) {
            return !member.is_system_administrator && !is_applicant(member.user);
          })};
}

base::Error of_approvers(base::Error error) { return base::of_field("package.approvers", std::move(error)); }

base::Error not_eligible(const catalog::UserId& user, std::string_view why) {
  return base::invalid_argument("release.not_an_eligible_approver",
                                "user " + user.text() + " may not be an approver of this package: " + std::string(why));
}

}  // namespace

bool is_applicant(const ReleasePackage& package, const catalog::UserId& user) {
  return package.applicant == user || package.packaged_by == user;
}

EligibleOthers count_eligible_others(const std::vector<EligibleMember>& eligible, const ReleasePackage& package) {
  return count_others(eligible, [&](const catalog::UserId& user) { return is_applicant(package, user); });
}

Result<void> check_approvers(const ApproverChoice& choice) {
  if (choice.approvers.empty())
    return of_approvers(base::invalid_argument("release.no_approvers", "must name at least one approver"));
  if (choice.approvers.size() > approver_count_max)
    return of_approvers(base::invalid_argument("release.too_many_approvers", "may name at most 100 approvers"));

  const auto is_one_of_the_applicants = [&](const catalog::UserId& user) {
    return user == choice.applicant || user == choice.packaged_by;
  };
  const bool somebody_else_could = count_others(choice.eligible_members, is_one_of_the_applicants).count > 0;

  std::set<catalog::UserId> seen;
  for (const auto& approver : choice.approvers) {
    if (!seen.insert(approver).second)
      return of_approvers(base::invalid_argument("release.not_an_eligible_approver", "names " + approver.text() + " twice"));
    const bool is_eligible = std::any_of(choice.eligible_members.begin(), choice.eligible_members.end(),
                                         [&](const EligibleMember& member) { return member.user == approver; });
    if (!is_eligible) return not_eligible(approver, "an approver is an active member with the role admin or deployer");
    if (is_one_of_the_applicants(approver) && somebody_else_could)
      return not_eligible(approver, "nobody approves their own package while another member could");
  }
  return {};
}

Result<DeployPermission> may_deploy(const ReleasePackage& package, const Eligibility& caller, EligibleOthers others) {
  const auto refused = [&](std::string_view why) {
    return base::forbidden("release.not_an_approver",
                           "you may not deploy package " + package.id.text() + ": " + std::string(why));
  };
  if (!caller.is_eligible) return refused("that takes the role admin or deployer");
  if (!contains(package.approvers, caller.user) && !caller.is_workspace_admin) return refused("you are not one of its approvers");
  if (!is_applicant(package, caller.user)) return DeployPermission{false};
  if (others.count > 0) return refused("you applied for it, and another member could approve it");
  return DeployPermission{true};
}

}  // namespace slipway::release
