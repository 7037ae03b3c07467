// Where a caller stands: their project, their workspace, their roles there.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "app/people/identify_caller.h"
#include "app/people/issue_token.h"
#include "app/people/manage_keys.h"
#include "app/people/manage_members.h"
#include "app/people/manage_users.h"
#include "app/ports/people/people_repository.h"
#include "app/ports/store.h"
#include "base/seal.h"
#include "support/test_installation.h"

namespace slipway::test {
namespace {

class CountedReads final : public app::Store {
 public:
  explicit CountedReads(app::Store& store) : store_(store) {}
  int count = 0;

 private:
  Result<void> run_read(const TxUnit& unit) override {
    ++count;
    return store_.read(unit);
  }
  Result<void> run_write(const TxUnit& unit) override { return store_.write(unit); }

  app::Store& store_;
};

class PeoplePlaces : public ::testing::TestWithParam<store::Dialect> {
 protected:
  app::SignedIn signed_in(std::string_view person, std::optional<catalog::ProjectId> home = std::nullopt) {
    auto user = must(installation.store().read([&](app::Tx& tx) { return tx.people().find_user(installation.user(person)); }));
    return {*user, std::move(home)};
  }
  Result<app::PlacedCaller> place(const app::SignedIn& who, const std::string& where, std::optional<std::string> workspace) {
    return app::place_caller(installation.context(), who,
                             {.project = where, .workspace = std::move(workspace), .needs_workspace = true});
  }

  TestInstallation installation{GetParam()};
  const std::string project = installation.project.text();
  const std::string team = installation.enterprise.id.text();
};
INSTANTIATE_TEST_SUITE_P(Store, PeoplePlaces, each_dialect(), dialect_name);

TEST_P(PeoplePlaces, a_member_stands_in_his_workspace_with_his_roles) {
  const auto placed = must(place(signed_in("deployer"), project, team));

  EXPECT_EQ(placed.caller.user, installation.user("deployer"));
  EXPECT_EQ(placed.caller.name, "deployer");
  EXPECT_EQ(placed.caller.roles, access::Roles{access::Role::deployer});
  EXPECT_FALSE(placed.caller.is_system_administrator);
  EXPECT_EQ(placed.workspace->id, installation.enterprise.id);
  EXPECT_EQ(placed.project->id, installation.project);
}

TEST_P(PeoplePlaces, the_system_administrator_stands_everywhere_that_exists) {
  EXPECT_TRUE(place(signed_in("root"), project, team));
  EXPECT_EQ(code_of(place(signed_in("root"), std::string(32, '0'), team)), "project.forbidden");
  EXPECT_EQ(code_of(place(signed_in("root"), project, std::string(32, '0'))), "workspace.not_found");
}

TEST_P(PeoplePlaces, without_a_role_there_is_no_such_workspace) {
  EXPECT_EQ(code_of(place(signed_in("stranger"), project, team)), "project.forbidden");
  EXPECT_EQ(code_of(place(signed_in("stranger", installation.project), project, team)), "workspace.not_found");
}

// Every request begins with it.
TEST_P(PeoplePlaces, who_calls_and_where_he_stands_is_one_look_at_the_store) {
  CountedReads store(installation.store());
  auto& whole = installation.context();
  app::Context context{
      .store = store, .clock = whole.clock, .random = whole.random, .wakeups = whole.wakeups, .limits = {}, .permissions = {}};
  const auto sealing_key = must(base::SealingKey::from_bytes(std::string(base::SealingKey::size, 'k')));
  const auto made = app::make_key(whole, sealing_key, installation.user("dev"), installation.project, "");
  must(installation.store().write([&](app::Tx& tx) { return tx.people().insert_key(made.key); }));
  const app::CallTarget here{.project = project, .workspace = team, .needs_workspace = true};

  const auto find = [&](const std::string& access, std::string_view secret, const app::CallTarget& target) {
    return app::find_key_owner(context, sealing_key, access, [&](std::string_view right) { return right == secret; }, target);
  };

  EXPECT_EQ(must(find(made.key.access, made.secret, here)).placed.caller.roles, access::Roles{access::Role::developer});
  EXPECT_EQ(store.count, 1);
  const app::CallTarget elsewhere{.project = std::string(32, '0')};
  EXPECT_EQ(code_of(find(made.key.access, made.secret, elsewhere)), "project.forbidden");
  EXPECT_EQ(code_of(find(made.key.access, "wrong", elsewhere)), "sign_in.refused") << "the signature is looked at first";
}

// Else an answer, or the time it took, would tell which keys exist.
TEST_P(PeoplePlaces, a_key_that_nobody_has_is_refused_as_a_wrong_secret_and_a_disabled_user_are) {
  const auto sealing_key = must(base::SealingKey::from_bytes(std::string(base::SealingKey::size, 'k')));
  const auto known = app::make_key(installation.context(), sealing_key, installation.user("dev"), installation.project, "");
  const auto disabled = app::make_key(installation.context(), sealing_key, installation.user("dev2"), installation.project, "");
  must(installation.store().write([&](app::Tx& tx) -> Result<void> {
    TRY(tx.people().insert_key(known.key));
    TRY(tx.people().insert_key(disabled.key));
    TRY_LET(user, tx.people().find_user(disabled.key.user));
    user->is_disabled = true;
    return tx.people().update_user(*user);
  }));
  int compared_count = 0;
  const auto refuse = [&](const std::string& access, std::string_view secret) {
    const auto compare = [&](std::string_view right) {
      ++compared_count;
      EXPECT_EQ(right.size(), known.secret.size());
      return right == secret;
    };
    const auto found = app::find_key_owner(installation.context(), sealing_key, access, compare, {});
    EXPECT_FALSE(found) << access;
    return found ? std::string() : found.error().code + " " + found.error().message;
  };

  const auto unknown = refuse("NOBODYHASTHISKEY0000", known.secret);
  EXPECT_EQ(compared_count, 1) << "there is a secret to compare with";
  EXPECT_EQ(unknown, refuse(known.key.access, "wrong"));
  EXPECT_EQ(unknown, refuse(disabled.key.access, disabled.secret));
  EXPECT_EQ(compared_count, 3);
}

TEST_P(PeoplePlaces, text_that_is_no_id_is_nobody_s_project_or_workspace) {
  for (const auto* text : {"", "default", "../x", "A0000000000000000000000000000000"}) {
    EXPECT_EQ(code_of(place(signed_in("dev"), text, team)), "project.forbidden") << text;
    EXPECT_EQ(code_of(place(signed_in("dev"), project, text)), "workspace.not_found") << text;
  }
}

TEST_P(PeoplePlaces, no_workspace_named_means_the_one_named_default) {
  EXPECT_EQ(code_of(place(signed_in("dev"), project, std::nullopt)), "workspace.not_found");
}

TEST_P(PeoplePlaces, a_region_finds_the_only_project) {
  const auto dev = signed_in("dev");
  EXPECT_EQ(must(app::choose_projects_named(installation.context(), dev, "region-1")).size(), 1U);
  EXPECT_EQ(must(app::choose_projects_named(installation.context(), dev, "project")).size(), 1U);
  const auto stranger = signed_in("stranger");
  EXPECT_EQ(must(app::choose_projects_named(installation.context(), stranger, "project")).size(), 0U);
}

TEST_P(PeoplePlaces, several_projects_need_their_name_or_a_key_at_home) {
  must(installation.store().write(
      [](app::Tx& tx) { return tx.workspaces().insert_project({catalog::ProjectId{std::string(32, 'e')}, "other", {}}); }));
  const auto root = signed_in("root");
  const auto at_home = signed_in("root", installation.project);

  EXPECT_EQ(must(app::choose_projects_named(installation.context(), root, "region-1")).size(), 0U);
  EXPECT_EQ(must(app::choose_projects_named(installation.context(), at_home, "region-1")).front().id, installation.project);
  EXPECT_EQ(must(app::choose_projects_named(installation.context(), at_home, "other")).front().name, "other");
  EXPECT_EQ(must(app::choose_projects_named(installation.context(), at_home, std::nullopt)).size(), 2U);
}

TEST_P(PeoplePlaces, disabling_a_user_ends_his_tokens_and_keeps_his_record) {
  auto& context = installation.context();
  const auto made = must(app::create_user(context, installation.as("root").caller, {.name = "lin", .password = "correct horse"}));
  const app::TokenRequest request{.user_id = made.id.text(),
                                  .user_name = {},
                                  .password = "correct horse",
                                  .project_id = {},
                                  .project_name = {},
                                  .lifetime = std::chrono::hours{1}};
  const auto token = must(app::issue_token(context, request)).text;
  must(app::set_member(context, installation.as("admin"), made.id.text(), {"deployer"}));

  must(app::update_user(context, installation.as("root").caller, made.id.text(),
                        {.is_disabled = true, .is_system_administrator = {}}));

  EXPECT_EQ(code_of(app::find_token_owner(context, token, {})), "sign_in.refused");
  EXPECT_EQ(code_of(app::issue_token(context, request)), "sign_in.refused");
  EXPECT_TRUE(must(app::show_member(context, installation.as("admin"), made.id.text())).is_disabled);
}

TEST_P(PeoplePlaces, names_and_passwords_have_bounds) {
  auto& context = installation.context();
  const auto root = installation.as("root").caller;
  EXPECT_EQ(code_of(app::create_user(context, root, {.name = "", .password = "correct horse"})), "user.name_not_valid");
  EXPECT_EQ(code_of(app::create_user(context, root, {.name = "a\nb", .password = "correct horse"})), "user.name_not_valid");
  EXPECT_EQ(code_of(app::create_user(context, root, {.name = std::string(129, 'a'), .password = "correct horse"})),
            "user.name_not_valid");
  EXPECT_EQ(code_of(app::create_user(context, root, {.name = "lin", .password = "9 letters"})), "user.password_too_short");
  EXPECT_EQ(code_of(app::create_user(context, root, {.name = "lin", .password = "password123"})), "user.password_too_easy");
  EXPECT_EQ(code_of(app::create_user(context, root, {.name = "lin.of.sales", .password = "Lin.of.Sales"})),
            "user.password_too_easy");
  EXPECT_EQ(code_of(app::create_user(context, root, {.name = "lin\xe2\x80\xae", .password = "correct horse"})),
            "user.name_not_valid");
}

TEST_P(PeoplePlaces, a_user_has_as_many_keys_as_the_limit_says_and_keeps_those_of_before) {
  auto& context = installation.context();
  const auto sealing_key = must(base::SealingKey::from_bytes(std::string(base::SealingKey::size, 'k')));
  const auto dev = installation.as("dev").caller;
  const auto create = [&] { return app::create_key(context, sealing_key, dev, {dev.user.text(), std::nullopt, "laptop"}); };
  context.limits.keys_per_user = 3;
  for (int i = 0; i < 3; ++i) must(create());

  EXPECT_EQ(code_of(create()), "limit.reached");
  context.limits.keys_per_user = 1;
  const auto kept = must(app::list_keys(context, dev, dev.user.text(), {}, 10));
  EXPECT_EQ(kept.size(), 3U);
  EXPECT_EQ(code_of(create()), "limit.reached");
  EXPECT_TRUE(app::find_key_owner(context, sealing_key, kept.front().access, [](std::string_view) { return true; }, {}));
}

TEST_P(PeoplePlaces, a_new_password_ends_the_keys_of_its_user_when_asked_to) {
  auto& context = installation.context();
  const auto sealing_key = must(base::SealingKey::from_bytes(std::string(base::SealingKey::size, 'k')));
  const auto dev = installation.as("dev").caller;
  const auto root = installation.as("root").caller;
  must(app::create_key(context, sealing_key, dev, {dev.user.text(), std::nullopt, {}}));
  const auto key_count = [&] { return must(app::list_keys(context, dev, dev.user.text(), {}, 10)).size(); };

  must(app::set_password(context, root, dev.user.text(), {.password = "correct horse", .current = {}}));
  EXPECT_EQ(key_count(), 1U);
  must(app::set_password(context, root, dev.user.text(), {.password = "correct horse", .current = {}, .ends_keys = true}));
  EXPECT_EQ(key_count(), 0U);
}

TEST_P(PeoplePlaces, every_change_leaves_its_row_in_the_audit_log) {
  auto& context = installation.context();
  must(app::set_member(context, installation.as("admin"), installation.user("stranger").text(), {"viewer"}));
  must(app::remove_member(context, installation.as("admin"), installation.user("stranger").text()));

  EXPECT_EQ(installation.audit_of(installation.enterprise),
            (std::vector<std::string>{"member.set stranger", "member.removed stranger"}));
}

TEST_P(PeoplePlaces, a_refused_change_leaves_none) {
  auto& context = installation.context();
  must(app::remove_member(context, installation.as("admin"), installation.user("chief").text()));
  EXPECT_EQ(code_of(app::remove_member(context, installation.as("admin"), installation.user("admin").text())),
            "member.last_admin");

  EXPECT_EQ(installation.audit_of(installation.enterprise), std::vector<std::string>{"member.removed chief"});
}

}  // namespace
}  // namespace slipway::test
