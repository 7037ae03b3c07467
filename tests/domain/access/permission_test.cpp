#include "domain/access/permission.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace slipway::access {
namespace {

constexpr Action all_actions[] = {Action::signed_in, Action::own_account,    Action::read,           Action::develop,
                                  Action::package,   Action::deploy,         Action::revoke,         Action::operate,
                                  Action::stop_run,  Action::manage_members, Action::add_workspaces, Action::administer};
constexpr Role all_roles[] = {Role::admin, Role::developer, Role::deployer, Role::operator_, Role::viewer};

Caller with(Roles roles) { return {.user = {}, .name = "somebody", .is_system_administrator = false, .roles = roles}; }

TEST(Permission, the_whole_table_is_on_one_page) {
  std::string table;
  for (const auto mode : {catalog::WorkspaceMode::enterprise, catalog::WorkspaceMode::simple})
    for (const auto action : all_actions) {
      table += std::string(catalog::to_text(mode)) + " | " + std::string(to_text(action)) + " |";
      for (const auto role : all_roles)
        if (allow(with({role}), action, mode)) table += " " + std::string(to_text(role));
      if (allow(with({}), action, mode)) table += " (no role)";
      table += "\n";
    }
  test::expect_golden("permission_table.txt", table);
}

TEST(Permission, the_system_administrator_may_do_all) {
  auto caller = with({});
  caller.is_system_administrator = true;
  for (const auto action : all_actions) EXPECT_TRUE(allow(caller, action, catalog::WorkspaceMode::enterprise));
}

TEST(Permission, a_refusal_names_the_roles_that_would_do) {
  const auto result = allow(with({Role::viewer}), Action::deploy, catalog::WorkspaceMode::enterprise);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "access.forbidden");
  EXPECT_NE(result.error().message.find("admin, deployer"), std::string::npos);
}

TEST(Permission, a_setting_lets_the_operator_deploy) {
  EXPECT_FALSE(allow(with({Role::operator_}), Action::deploy, catalog::WorkspaceMode::enterprise));
  EXPECT_TRUE(allow(with({Role::operator_}), Action::deploy, catalog::WorkspaceMode::enterprise, {.operator_may_deploy = true}));
}

TEST(Permission, a_test_run_is_stopped_by_who_develops_and_a_run_of_production_by_who_operates) {
  const auto may_stop = [](Role role, bool is_test_run, catalog::WorkspaceMode mode) {
    return static_cast<bool>(allow(with({role}), action_to_stop(is_test_run), mode));
  };
  for (const auto mode : {catalog::WorkspaceMode::enterprise, catalog::WorkspaceMode::simple}) {
    EXPECT_TRUE(may_stop(Role::developer, true, mode));
    EXPECT_FALSE(may_stop(Role::operator_, true, mode));
    EXPECT_TRUE(may_stop(Role::operator_, false, mode));
    EXPECT_EQ(may_stop(Role::developer, false, mode), mode == catalog::WorkspaceMode::simple);
    for (const auto role : all_roles)
      for (const bool is_test_run : {true, false}) {
        if (!may_stop(role, is_test_run, mode)) continue;
        EXPECT_TRUE(allow(with({role}), Action::stop_run, mode)) << "who may stop one of the two is let in";
      }
  }
}

TEST(Permission, only_who_is_no_more_than_developer_is_bound_to_his_own_packages) {
  EXPECT_TRUE(may_revoke_only_own(with({Role::developer})));
  EXPECT_FALSE(may_revoke_only_own(with({Role::developer, Role::deployer})));
  EXPECT_FALSE(may_revoke_only_own(with({Role::admin})));
}

TEST(Permission, a_credential_of_one_project_opens_nothing_that_belongs_to_all) {
  auto caller = with({});
  caller.is_system_administrator = true;
  caller.only_project = catalog::ProjectId{std::string(32, 'a')};
  for (const auto action : all_actions)
    EXPECT_EQ(static_cast<bool>(allow(caller, action, catalog::WorkspaceMode::enterprise)), action != Action::administer)
        << to_text(action);
  EXPECT_TRUE(caller.can_reach(*caller.only_project));
  EXPECT_FALSE(caller.can_reach(catalog::ProjectId{std::string(32, 'b')}));
}

TEST(Permission, an_account_is_its_owner_s_and_the_system_administrator_s) {
  auto caller = with({Role::admin});
  caller.user = catalog::UserId{std::string(32, '1')};
  EXPECT_TRUE(allow_account(caller, std::string(32, '1')));
  EXPECT_FALSE(allow_account(caller, std::string(32, '2')));

  caller.is_system_administrator = true;
  EXPECT_TRUE(allow_account(caller, std::string(32, '2')));

  caller.only_project = catalog::ProjectId{std::string(32, 'a')};
  EXPECT_TRUE(allow_account(caller, std::string(32, '1')));
  EXPECT_FALSE(allow_account(caller, std::string(32, '2'))) << "another's account opens other projects";
}

TEST(Permission, words_read_back) {
  for (const auto action : all_actions) EXPECT_EQ(parse_action(to_text(action)), action);
  for (const auto role : all_roles) EXPECT_EQ(parse_role(to_text(role)), role);
  EXPECT_FALSE(parse_role("owner"));
}

}  // namespace
}  // namespace slipway::access
