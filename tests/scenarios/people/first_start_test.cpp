// What a new installation begins with, and what a second start leaves alone.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/people/first_start.h"
#include "app/people/identify_caller.h"
#include "app/people/issue_token.h"
#include "app/people/manage_workspaces.h"
#include "app/ports/people/people_repository.h"
#include "app/ports/release/environment_repository.h"
#include "base/seal.h"
#include "support/test_installation.h"

namespace slipway::test {
namespace {

base::SealingKey sealing_key_of(char letter) {
  return must(base::SealingKey::from_bytes(std::string(base::SealingKey::size, letter)));
}

Result<void> keep_nothing(const app::FirstCredentials&) { return {}; }

// A migrated store with nobody in it.
class PeopleFirstStart : public ::testing::TestWithParam<store::Dialect> {
 protected:
  app::FirstCredentials start() {
    auto made = must(app::first_start(context, key, keep_nothing));
    if (!made) throw std::runtime_error("somebody is there already");
    return std::move(*made);
  }

  std::int64_t count_users() {
    return must(store.read([](app::Tx& tx) { return tx.people().count_users(); }));
  }

  TestDatabase database{GetParam()};
  store::SqlStore store{*database};
  SteppedClock clock{base::from_milliseconds(1'795'003'200'000)};
  SeededRandom random{1};
  CountedWakeups wakeups;
  app::Context context{.store = store, .clock = clock, .random = random, .wakeups = wakeups, .limits = {}, .permissions = {}};
  const base::SealingKey key = sealing_key_of('k');
};
INSTANTIATE_TEST_SUITE_P(Store, PeopleFirstStart, each_dialect(), dialect_name);

TEST_P(PeopleFirstStart, makes_a_project_an_enterprise_workspace_and_an_administrator) {
  const auto made = start();

  EXPECT_EQ(made.project.name, "default");
  EXPECT_EQ(made.workspace.name, "default");
  EXPECT_EQ(made.workspace.mode, catalog::WorkspaceMode::enterprise);
  EXPECT_EQ(made.user_name, "admin");
  const auto user = must(store.read([&](app::Tx& tx) { return tx.people().find_user(made.user); }));
  ASSERT_TRUE(user);
  EXPECT_TRUE(user->is_system_administrator);
  const auto roles = must(store.read([&](app::Tx& tx) { return tx.workspaces().find_roles(made.workspace.id, made.user); }));
  EXPECT_TRUE(roles.has(access::Role::admin)) << "the only user must be able to release what they wrote";
  for (const auto name : {catalog::development_name, catalog::production_name})
    EXPECT_EQ(must(store.read([&](app::Tx& tx) { return tx.environments().get(made.workspace.id, name); })).generation, 0);
}

TEST_P(PeopleFirstStart, its_key_and_its_password_sign_in) {
  const auto made = start();

  const auto is_right = [&](std::string_view secret) { return secret == made.secret_key; };
  const auto owner = must(app::find_key_owner(context, key, made.access_key, is_right, {}));
  EXPECT_EQ(owner.signed_in.user.id, made.user);
  EXPECT_EQ(owner.signed_in.home_project, made.project.id);

  const auto issued = must(app::issue_token(context, {.user_id = {},
                                                      .user_name = "admin",
                                                      .password = made.password,
                                                      .project_id = {},
                                                      .project_name = {},
                                                      .lifetime = std::chrono::hours{24}}));
  EXPECT_EQ(must(app::find_token_owner(context, issued.text, {})).signed_in.user.id, made.user);
}

TEST_P(PeopleFirstStart, a_second_start_makes_nothing) {
  start();
  const auto again = must(app::first_start(context, key, keep_nothing));
  EXPECT_FALSE(again);
  EXPECT_EQ(count_users(), 1);
  EXPECT_EQ(must(store.read([](app::Tx& tx) { return tx.workspaces().list_projects({}, 10); })).size(), 1U);
}

TEST_P(PeopleFirstStart, there_is_nobody_whose_credentials_could_not_be_kept) {
  const auto refused = app::first_start(context, key, [](const app::FirstCredentials&) -> Result<void> {
    return base::unavailable("file.not_written", "the disk is full");
  });

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "file.not_written");
  EXPECT_EQ(count_users(), 0);
  EXPECT_TRUE(must(app::first_start(context, key, keep_nothing))) << "the next start makes somebody";
}

TEST_P(PeopleFirstStart, of_two_at_once_only_the_one_that_makes_the_user_keeps_credentials) {
  std::vector<std::string> kept;
  std::optional<Result<std::optional<app::FirstCredentials>>> slower;
  SeededRandom other_random{2};
  app::Context other{.store = store, .clock = clock, .random = other_random, .wakeups = wakeups, .limits = {}, .permissions = {}};
  std::thread second;

  const auto made = must(app::first_start(context, key, [&](const app::FirstCredentials& first) -> Result<void> {
    kept.push_back(first.access_key);
    second = std::thread([&] {
      slower = app::first_start(other, key, [&](const app::FirstCredentials& late) -> Result<void> {
        kept.push_back(late.access_key);
        return {};
      });
    });
    return {};
  }));
  second.join();

  ASSERT_TRUE(made);
  ASSERT_TRUE(*slower) << slower->error().message;
  EXPECT_FALSE(**slower);
  EXPECT_EQ(kept, std::vector<std::string>{made->access_key});
}

TEST_P(PeopleFirstStart, a_database_keeps_to_the_key_file_it_was_made_with) {
  EXPECT_FALSE(must(app::has_sealing_key(context)));
  EXPECT_TRUE(app::check_sealing_key(context, key));
  EXPECT_TRUE(must(app::has_sealing_key(context)));
  EXPECT_TRUE(app::check_sealing_key(context, key)) << "every start looks again";

  const auto other = app::check_sealing_key(context, sealing_key_of('x'));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, "seal.other_key");
}

TEST_P(PeopleFirstStart, a_secret_opens_with_its_own_key_only) {
  const auto made = start();
  const auto owner =
      app::find_key_owner(context, sealing_key_of('x'), made.access_key, [](std::string_view) { return true; }, {});
  ASSERT_FALSE(owner);
  EXPECT_NE(owner.error().code, "sign_in.refused") << "that is no mistake of the caller";
}

}  // namespace
}  // namespace slipway::test
