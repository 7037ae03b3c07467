#include "domain/release/approver_policy.h"

#include <gtest/gtest.h>

#include "domain/release/package_builder.h"

namespace slipway::release {
namespace {

std::vector<EligibleMember> members(const std::vector<catalog::UserId>& users) {
  std::vector<EligibleMember> eligible;
  for (const auto& user : users) eligible.push_back({user, false});
  return eligible;
}

TEST(ApproverPolicy, at_least_one_approver_is_needed) {
  const auto result = check_approvers({lin, lin, {}, members({wei})});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.no_approvers");
}

TEST(ApproverPolicy, eligible_members_may_be_approvers) {
  EXPECT_TRUE(check_approvers({lin, lin, {wei, mona}, members({wei, mona})}));
}

TEST(ApproverPolicy, an_approver_named_twice_is_refused_by_name) {
  const auto result = check_approvers({lin, lin, {wei, wei}, members({wei})});
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find(wei.text()), std::string::npos);
}

TEST(ApproverPolicy, a_member_without_the_right_to_deploy_is_refused_by_name) {
  const auto result = check_approvers({lin, lin, {wei, mona}, members({wei})});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.not_an_eligible_approver");
  EXPECT_NE(result.error().message.find(mona.text()), std::string::npos);
}

TEST(ApproverPolicy, applicant_and_packager_are_no_approvers_while_another_member_could) {
  EXPECT_FALSE(check_approvers({lin, wei, {lin}, members({lin, wei, mona})}));
  EXPECT_FALSE(check_approvers({lin, wei, {wei}, members({lin, wei, mona})}));
}

TEST(ApproverPolicy, alone_in_the_workspace_the_applicant_approves_himself) {
  EXPECT_TRUE(check_approvers({lin, lin, {lin}, members({lin})}));
}

TEST(ApproverPolicy, an_applicant_without_the_right_to_deploy_is_no_approver_even_when_nobody_else_could) {
  const auto result = check_approvers({lin, lin, {lin}, {}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.not_an_eligible_approver");
  EXPECT_NE(result.error().message.find("admin or deployer"), std::string::npos) << result.error().message;
}

TEST(ApproverPolicy, a_system_administrator_may_approve_but_is_not_counted_among_the_others) {
  const EligibleMember root{wei, true};
  EXPECT_TRUE(check_approvers({lin, lin, {wei}, {{lin, false}, root}}));
  EXPECT_TRUE(check_approvers({lin, lin, {lin}, {{lin, false}, root}}));
  EXPECT_TRUE(check_approvers({wei, wei, {wei}, {root}}));
  EXPECT_FALSE(check_approvers({wei, wei, {wei}, {{lin, false}, root}}));

  const auto package = a_package().applied_by(lin).build();
  EXPECT_EQ(count_eligible_others({{lin, false}, root}, package).count, 0);
  EXPECT_EQ(count_eligible_others({{lin, false}, root, {mona, false}}, package).count, 1);
}

TEST(ApproverPolicy, a_hundred_approvers_are_enough) {
  std::vector<catalog::UserId> many;
  for (int i = 0; i < 101; ++i) many.push_back(catalog::UserId{std::string(29, '0') + std::to_string(100 + i)});
  const auto result = check_approvers({lin, lin, many, members(many)});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.too_many_approvers");
}

}  // namespace
}  // namespace slipway::release
