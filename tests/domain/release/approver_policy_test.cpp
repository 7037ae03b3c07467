#include "domain/release/approver_policy.h"

#include <gtest/gtest.h>

#include "domain/release/package_builder.h"

namespace slipway::release {
namespace {

TEST(ApproverPolicy, at_least_one_approver_is_needed) {
  const auto result = check_approvers({lin, lin, {}, {wei}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.no_approvers");
}

TEST(ApproverPolicy, eligible_members_may_be_approvers) { EXPECT_TRUE(check_approvers({lin, lin, {wei, mona}, {wei, mona}})); }

TEST(ApproverPolicy, an_approver_named_twice_is_refused_by_name) {
  const auto result = check_approvers({lin, lin, {wei, wei}, {wei}});
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().message.find(wei.text()), std::string::npos);
}

TEST(ApproverPolicy, a_member_without_the_right_to_deploy_is_refused_by_name) {
  const auto result = check_approvers({lin, lin, {wei, mona}, {wei}});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.not_an_eligible_approver");
  EXPECT_NE(result.error().message.find(mona.text()), std::string::npos);
}

TEST(ApproverPolicy, applicant_and_packager_are_no_approvers_while_another_member_could) {
  EXPECT_FALSE(check_approvers({lin, wei, {lin}, {lin, wei, mona}}));
  EXPECT_FALSE(check_approvers({lin, wei, {wei}, {lin, wei, mona}}));
}

TEST(ApproverPolicy, alone_in_the_workspace_the_applicant_approves_himself) {
  EXPECT_TRUE(check_approvers({lin, lin, {lin}, {lin}}));
  EXPECT_TRUE(check_approvers({lin, lin, {lin}, {}}));  // a system administrator is not counted among the members
}

TEST(ApproverPolicy, a_hundred_approvers_are_enough) {
  std::vector<catalog::UserId> many;
  for (int i = 0; i < 101; ++i) many.push_back(catalog::UserId{std::string(29, '0') + std::to_string(100 + i)});
  const auto result = check_approvers({lin, lin, many, many});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.too_many_approvers");
}

}  // namespace
}  // namespace slipway::release
