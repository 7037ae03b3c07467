#include "domain/release/release_transition.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "domain/release/package_builder.h"
#include "support/golden.h"

namespace slipway::release {
namespace {

DeployRequested asked_by(const Eligibility& caller, std::int64_t others = 1) { return {caller, {others}}; }

TEST(ReleaseTransition, an_approver_deploys_a_waiting_package) {
  const auto result = transition(a_package().build(), asked_by(deployer(wei)), noon);

  ASSERT_TRUE(result);
  EXPECT_EQ(result->state, ReleaseState::deploying);
  EXPECT_EQ(result->deployer, wei);
  EXPECT_EQ(result->deploy_requested_at, noon);
  EXPECT_FALSE(result->is_self_approved);
}

TEST(ReleaseTransition, the_applicant_cannot_deploy_while_another_member_could) {
  const auto package = a_package().applied_by(lin).approvers({wei}).build();

  const auto result = transition(package, asked_by(workspace_admin(lin), 1), noon);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.not_an_approver");
}

TEST(ReleaseTransition, who_packaged_in_the_name_of_another_counts_as_applicant_too) {
  const auto package = a_package().applied_by(lin).packaged_by(wei).approvers({wei}).build();

  const auto result = transition(package, asked_by(workspace_admin(wei), 1), noon);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.not_an_approver");
}

TEST(ReleaseTransition, the_applicant_deploys_alone_and_that_is_recorded) {
  const auto package = a_package().applied_by(lin).approvers({lin}).build();

  const auto result = transition(package, asked_by(workspace_admin(lin), 0), noon);

  ASSERT_TRUE(result);
  EXPECT_TRUE(result->is_self_approved);
}

TEST(ReleaseTransition, a_deployer_who_is_not_listed_cannot_deploy_but_an_admin_can) {
  EXPECT_FALSE(transition(a_package().build(), asked_by(deployer(mona)), noon));
  EXPECT_TRUE(transition(a_package().build(), asked_by(workspace_admin(mona)), noon));
}

TEST(ReleaseTransition, a_listed_approver_who_lost_his_role_cannot_deploy) {
  const auto result = transition(a_package().build(), asked_by(developer(wei)), noon);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.not_an_approver");
}

TEST(ReleaseTransition, a_developer_revokes_only_what_he_applied_for) {
  EXPECT_TRUE(transition(a_package().applied_by(lin).build(), RevokeRequested{lin, true}, noon));
  const auto result = transition(a_package().applied_by(wei).build(), RevokeRequested{lin, true}, noon);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.not_own_package");
}

TEST(ReleaseTransition, a_revoked_package_keeps_its_state_and_nothing_follows) {
  const auto revoked = transition(a_package().in(ReleaseState::failed).build(), RevokeRequested{wei, false, 41}, noon);
  ASSERT_TRUE(revoked);
  EXPECT_EQ(revoked->state, ReleaseState::failed);
  EXPECT_EQ(revoked->revoked_at, noon);
  EXPECT_EQ(revoked->revoked_generation, 41);

  EXPECT_FALSE(transition(*revoked, RevokeRequested{wei, false}, noon));
  EXPECT_FALSE(transition(*revoked, asked_by(deployer(wei)), noon));
}

struct NamedEvent {
  std::string_view name;
  ReleaseEvent event;
};

std::vector<NamedEvent> one_of_each_event() {
  return {{"deploy requested", asked_by(deployer(wei))},
          {"switch done", SwitchDone{}},
          {"deployment failed", DeploymentFailed{}},
          {"revoke requested", RevokeRequested{wei, false}}};
}

std::string outcome_of(const Result<ReleasePackage>& result) {
  if (!result) return result.error().code;
  return std::string(to_text(result->state)) + (result->revoked_at ? ", revoked" : "");
}

TEST(ReleaseTransition, every_state_meets_every_event) {
  std::string table;
  for (const auto state : all_release_states)
    for (const bool is_revoked : {false, true}) {
      const bool may_be_revoked = state == ReleaseState::awaiting_approval || state == ReleaseState::failed;
      if (is_revoked && !may_be_revoked) continue;
      auto builder = a_package().in(state);
      if (is_revoked) builder.revoked();
      for (const auto& [name, event] : one_of_each_event())
        table += std::string(to_text(state)) + (is_revoked ? ", revoked" : "") + " | " + std::string(name) + " | " +
                 outcome_of(transition(builder.build(), event, noon)) + "\n";
    }
  test::expect_golden("release_transition.txt", table);
}

RC_GTEST_PROP(ReleaseTransition, no_sequence_of_events_leaves_the_rules, ()) {
  auto package = a_package().build();
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4));
  bool was_deployed = false;
  for (const auto step : steps) {
    const auto before = package;
    const auto next = transition(package, one_of_each_event()[static_cast<std::size_t>(step)].event, noon);
    if (!next) continue;
    package = *next;
    RC_ASSERT(!before.revoked_at);                                   // nothing follows a revoke
    RC_ASSERT(!was_deployed);                                        // nothing follows a deployment
    RC_ASSERT(package.deployer.has_value() == package.deploy_requested_at.has_value());
    RC_ASSERT((package.state == ReleaseState::deployed) == package.deployed_at.has_value());
    RC_ASSERT(!package.revoked_at || package.state == before.state);  // a revoke keeps the state
    was_deployed = package.state == ReleaseState::deployed;
  }
  RC_ASSERT(package.is_open() || was_deployed || package.revoked_at.has_value());
}

}  // namespace
}  // namespace slipway::release
