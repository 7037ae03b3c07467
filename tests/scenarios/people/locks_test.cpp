// What a write depends on is locked until it is committed: two sessions at once, in every order.
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <utility>

#include "app/access/authorize.h"
#include "app/people/issue_token.h"
#include "app/people/manage_keys.h"
#include "app/people/manage_members.h"
#include "app/people/manage_users.h"
#include "base/password_hash.h"
#include "support/eventually.h"
#include "support/second_session.h"
#include "support/test_installation.h"

namespace slipway::test {
namespace {

const std::string old_password = "the old password";
const std::string new_password = "the new password";

class PeopleLocks : public ::testing::TestWithParam<store::Dialect> {
 protected:
  access::Caller caller(std::string_view name) { return installation.as(name).caller; }
  app::User user(std::string_view name) {
    return must(installation.store().read([&](app::Tx& tx) { return app::get_user(tx, installation.user(name).text()); }));
  }
  void make_administrator(std::string_view name) {
    auto changed = user(name);
    changed.is_system_administrator = true;
    must(installation.store().write([&](app::Tx& tx) { return tx.people().update_user(changed); }));
  }
  void set_password(std::string_view name, const std::string& password) {
    must(app::set_password(context, caller("root"), installation.user(name).text(), {.password = password, .current = {}}));
  }
  app::TokenRequest sign_in(std::string_view name, const std::string& password) {
    return {.user_id = installation.user(name).text(),
            .user_name = {},
            .password = password,
            .project_id = {},
            .project_name = {},
            .lifetime = std::chrono::hours{1}};
  }
  int sessions_that_wait() {
    const auto count =
        SecondSession(installation.database())
            .run("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
    return std::stoi(count);
  }
  std::function<void()>& before_next_write() { return installation.interrupted.before_next_write; }

  TestInstallation installation{GetParam()};
  app::Context& context = installation.context();
};
INSTANTIATE_TEST_SUITE_P(Store, PeopleLocks, each_dialect(), dialect_name);

TEST_P(PeopleLocks, no_token_is_stored_for_a_password_that_was_replaced_meanwhile) {
  set_password("dev", old_password);
  before_next_write() = [&] { set_password("dev", new_password); };

  EXPECT_EQ(code_of(app::issue_token(context, sign_in("dev", old_password))), "sign_in.refused");
  EXPECT_TRUE(app::issue_token(context, sign_in("dev", new_password)));
}

TEST_P(PeopleLocks, no_token_is_stored_for_a_user_who_was_disabled_meanwhile) {
  set_password("dev", old_password);
  before_next_write() = [&] {
    must(app::update_user(context, caller("root"), installation.user("dev").text(), {true, std::nullopt}));
  };

  EXPECT_EQ(code_of(app::issue_token(context, sign_in("dev", old_password))), "sign_in.refused");
}

TEST_P(PeopleLocks, a_password_that_was_replaced_meanwhile_changes_no_other) {
  set_password("dev", old_password);
  before_next_write() = [&] { set_password("dev", new_password); };

  EXPECT_EQ(code_of(app::set_password(context, caller("dev"), installation.user("dev").text(),
                                      {.password = "what a thief would like", .current = old_password})),
            "user.current_password_wrong");
  EXPECT_TRUE(base::verify_password(user("dev").password_hash, new_password));
}

TEST_P(PeopleLocks, of_two_administrators_who_demote_each_other_at_once_one_is_left) {
  make_administrator("chief");
  for (int round = 0; round < 5; ++round) {
    make_administrator("root");
    make_administrator("chief");
    const auto demote = [&](std::string_view by, std::string_view whom) {
      auto administrator = caller(by);
      administrator.is_system_administrator = true;
      return code_of(app::update_user(context, administrator, installation.user(whom).text(), {std::nullopt, false}));
    };

    auto other = std::async(std::launch::async, [&] { return demote("chief", "root"); });
    const auto one = demote("root", "chief");
    const auto two = other.get();

    EXPECT_NE(one.empty(), two.empty()) << "one: " << one << ", two: " << two;
    EXPECT_EQ(one + two, "access.forbidden");
    EXPECT_NE(user("root").is_system_administrator, user("chief").is_system_administrator);
  }
}

TEST_P(PeopleLocks, an_administrator_demoted_meanwhile_demotes_nobody) {
  make_administrator("chief");
  before_next_write() = [&] {
    auto chief = caller("chief");
    chief.is_system_administrator = true;
    must(app::update_user(context, chief, installation.user("root").text(), {std::nullopt, false}));
  };

  EXPECT_EQ(code_of(app::update_user(context, caller("root"), installation.user("chief").text(), {std::nullopt, false})),
            "access.forbidden");
  EXPECT_TRUE(user("chief").is_system_administrator);
}

// The change is under way, not yet committed, when the write asks: it waits, and then sees what has become of the caller.
TEST_P(PeopleLocks, a_write_waits_for_a_change_of_its_caller_that_is_under_way) {
  const auto dev = installation.user("dev").text();
  const std::pair<std::string, std::string> changes[] = {
      {"DELETE FROM member WHERE user_id = '" + dev + "'", "workspace.not_found"},
      {"UPDATE users SET is_disabled = 1 WHERE id = '" + dev + "'", "sign_in.refused"},
  };
  for (const auto& [change, expected] : changes) {
    SecondSession other(installation.database());
    other.begin_write();
    other.run(change);

    auto asked = std::async(std::launch::async, [&] {
      return context.store.write(
          [&](app::Tx& tx) { return app::authorize(context, tx, installation.as("dev"), access::Action::develop); });
    });
    if (GetParam() == store::Dialect::postgres) other.wait_until_somebody_waits();
    other.commit();

    EXPECT_EQ(code_of(asked.get()), expected);
  }
}

// The other way round: what a write has asked stays so until it is committed.
TEST_P(PeopleLocks, a_change_of_the_caller_waits_for_a_write_that_is_under_way) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "one writer at a time, by SQLite itself";
  const auto dev = installation.user("dev").text();
  for (const auto* change : {"UPDATE users SET is_disabled = 0 WHERE id = '", "DELETE FROM member WHERE user_id = '"}) {
    std::future<void> changed;
    must(context.store.write([&](app::Tx& tx) -> Result<void> {
      TRY(app::authorize(context, tx, installation.as("dev"), access::Action::develop));
      changed = std::async(std::launch::async, [&] { SecondSession(installation.database()).run(change + dev + "'"); });
      EXPECT_TRUE(eventually([&] { return sessions_that_wait() == 1; })) << change;
      return {};
    }));
    changed.get();
  }
}

TEST_P(PeopleLocks, a_role_that_stays_is_seen_while_others_change) {
  const auto dev = installation.user("dev");
  must(app::set_member(context, installation.as("admin"), dev.text(), {"developer", "viewer"}));
  before_next_write() = [&] { must(app::set_member(context, installation.as("admin"), dev.text(), {"developer", "operator"})); };

  const auto now = must(context.store.write(
      [&](app::Tx& tx) { return app::authorize(context, tx, installation.as("dev"), access::Action::develop); }));

  EXPECT_EQ(now.caller.roles, (access::Roles{access::Role::developer, access::Role::operator_}));
}

}  // namespace
}  // namespace slipway::test
