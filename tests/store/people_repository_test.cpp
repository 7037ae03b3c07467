// People, projects, workspaces, members, the audit log, and signatures that are remembered.
#include "adapters/store/people/people_repository.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <type_traits>
#include <vector>

#include "adapters/store/people/audit_log.h"
#include "adapters/store/people/workspace_repository.h"
#include "adapters/store/server/replay_repository.h"
#include "support/test_database.h"

namespace slipway::store {
namespace {

using access::Role;
using access::Roles;
using std::chrono::hours;

const base::Instant noon = base::from_milliseconds(1'795'000'000'000);
const catalog::ProjectId orchard{std::string(32, 'a')};
const catalog::ProjectId harbour{std::string(32, 'b')};
const catalog::WorkspaceId team{std::string(32, 'c')};
const catalog::UserId lin{std::string(32, '1')};
const catalog::UserId wei{std::string(32, '2')};

app::User user_named(const catalog::UserId& id, std::string name) {
  return {.id = id,
          .name = std::move(name),
          .password_hash = "hash",
          .is_system_administrator = false,
          .is_disabled = false,
          .created_at = noon};
}

app::AccessKey key_of(const catalog::UserId& user, std::string access, const catalog::ProjectId& home = orchard) {
  return {.access = std::move(access),
          .user = user,
          .home_project = home,
          .is_for_home_only = false,
          .sealed_secret = "sealed",
          .description = "laptop",
          .created_at = noon};
}

app::Token token_of(const catalog::UserId& user, std::string digest, base::Instant expires_at) {
  return {.digest = std::move(digest), .user = user, .project = std::nullopt, .issued_at = noon, .expires_at = expires_at};
}

catalog::Workspace workspace_named(const catalog::WorkspaceId& id, const catalog::ProjectId& project, std::string name) {
  return {.id = id, .project = project, .name = std::move(name), .mode = catalog::WorkspaceMode::simple, .created_at = noon};
}

class PeopleRepositoryTest : public ::testing::TestWithParam<Dialect> {
 protected:
  struct Repositories {
    explicit Repositories(Connection& connection)
        : people(connection), workspaces(connection), replays(connection), audit(connection) {}
    SqlPeopleRepository people;
    SqlWorkspaceRepository workspaces;
    SqlReplayRepository replays;
    SqlAuditLog audit;
  };

  // Runs calls on the repositories in a unit of their own.
  template <class Call>
  auto write(Call call) {
    std::invoke_result_t<Call, Repositories&> result = base::internal("test.not_run", "");
    const auto committed = database_->write([&](Connection& connection) -> Result<void> {
      Repositories repositories(connection);
      result = call(repositories);
      if (!result) return result.error();
      return {};
    });
    EXPECT_EQ(static_cast<bool>(committed), static_cast<bool>(result));
    return result;
  }
  template <class Call>
  void must_write(Call call) {
    const auto result = write(std::move(call));
    ASSERT_TRUE(result) << result.error().code << " " << result.error().message << " " << result.error().detail;
  }

  void SetUp() override {
    must_write([](Repositories& in) -> Result<void> {
      TRY(in.people.insert_user(user_named(lin, "lin")));
      TRY(in.people.insert_user(user_named(wei, "wei")));
      TRY(in.workspaces.insert_project({orchard, "orchard", noon}));
      return in.workspaces.insert(workspace_named(team, orchard, "team"), lin);
    });
  }

  void insert_project(const catalog::ProjectId& id, const std::string& name) {
    must_write([&](Repositories& in) { return in.workspaces.insert_project({id, name, noon}); });
  }

  std::vector<std::string> projects_of(const catalog::UserId& user) {
    std::vector<std::string> names;
    const auto projects = write([&](Repositories& in) { return in.workspaces.list_projects_of(user, {}, 10); });
    for (const auto& project : *projects) names.push_back(project.name);
    return names;
  }

  test::TestDatabase database_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Store, PeopleRepositoryTest, test::each_dialect(), test::dialect_name);

TEST_P(PeopleRepositoryTest, a_user_is_found_by_id_and_by_name) {
  const auto by_id = write([](Repositories& in) { return in.people.find_user(lin); }).value();
  const auto by_name = write([](Repositories& in) { return in.people.find_user_named("lin"); }).value();
  const auto nobody = write([](Repositories& in) { return in.people.find_user_named("Lin"); }).value();

  ASSERT_TRUE(by_id && by_name);
  EXPECT_EQ(by_id->name, "lin");
  EXPECT_EQ(by_id->password_hash, "hash");
  EXPECT_EQ(by_id->created_at, noon);
  EXPECT_EQ(by_name->id, lin);
  EXPECT_FALSE(nobody) << "names differ by case";
}

TEST_P(PeopleRepositoryTest, a_user_name_is_taken_once) {
  const auto second =
      write([](Repositories& in) { return in.people.insert_user(user_named(catalog::UserId{std::string(32, '9')}, "lin")); });

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "user.name_taken");
  EXPECT_EQ(write([](Repositories& in) { return in.people.count_users(); }).value(), 2);
}

TEST_P(PeopleRepositoryTest, users_are_listed_by_name_behind_a_name) {
  must_write([](Repositories& in) { return in.people.insert_user(user_named(catalog::UserId{std::string(32, '3')}, "mei")); });

  const auto users = write([](Repositories& in) { return in.people.list_users("lin", 1); }).value();

  ASSERT_EQ(users.size(), 1U);
  EXPECT_EQ(users.front().name, "mei");
}

TEST_P(PeopleRepositoryTest, a_change_of_a_user_is_kept) {
  auto changed = user_named(lin, "lin");
  changed.password_hash = "other";
  changed.is_disabled = true;
  changed.is_system_administrator = true;
  must_write([&](Repositories& in) { return in.people.update_user(changed); });

  const auto found = write([](Repositories& in) { return in.people.find_user(lin); }).value();

  ASSERT_TRUE(found);
  EXPECT_EQ(found->password_hash, "other");
  EXPECT_TRUE(found->is_disabled);
  EXPECT_TRUE(found->is_system_administrator);
}

TEST_P(PeopleRepositoryTest, a_key_is_found_until_its_owner_deletes_it) {
  must_write([](Repositories& in) { return in.people.insert_key(key_of(lin, "SWA")); });

  EXPECT_FALSE(write([](Repositories& in) { return in.people.delete_key(wei, std::nullopt, "SWA"); }).value())
      << "it is not theirs";
  EXPECT_FALSE(write([](Repositories& in) { return in.people.delete_key(lin, harbour, "SWA"); }).value()) << "it is elsewhere";
  const auto found = write([](Repositories& in) { return in.people.find_key("SWA"); }).value();
  EXPECT_TRUE(write([](Repositories& in) { return in.people.delete_key(lin, orchard, "SWA"); }).value());

  ASSERT_TRUE(found);
  EXPECT_EQ(found->user, lin);
  EXPECT_EQ(found->home_project, orchard);
  EXPECT_EQ(found->sealed_secret, "sealed");
  EXPECT_EQ(found->description, "laptop");
  EXPECT_FALSE(write([](Repositories& in) { return in.people.find_key("SWA"); }).value());
}

TEST_P(PeopleRepositoryTest, keys_are_listed_per_user_in_pages) {
  must_write([](Repositories& in) -> Result<void> {
    TRY(in.people.insert_key(key_of(lin, "SWB")));
    TRY(in.people.insert_key(key_of(lin, "SWA")));
    return in.people.insert_key(key_of(wei, "SWC"));
  });

  const auto keys = write([](Repositories& in) { return in.people.list_keys(lin, std::nullopt, "", 10); }).value();
  const auto second_page = write([](Repositories& in) { return in.people.list_keys(lin, std::nullopt, "SWA", 1); }).value();

  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].access, "SWA");
  EXPECT_EQ(keys[1].access, "SWB");
  ASSERT_EQ(second_page.size(), 1U);
  EXPECT_EQ(second_page.front().access, "SWB");
}

TEST_P(PeopleRepositoryTest, a_key_of_one_project_stays_one) {
  insert_project(harbour, "harbour");
  auto scoped = key_of(lin, "SWA");
  scoped.is_for_home_only = true;
  must_write([&](Repositories& in) -> Result<void> {
    TRY(in.people.insert_key(scoped));
    return in.people.insert_key(key_of(lin, "SWB", harbour));
  });

  EXPECT_TRUE(write([](Repositories& in) { return in.people.find_key("SWA"); }).value()->is_for_home_only);
  EXPECT_FALSE(write([](Repositories& in) { return in.people.find_key("SWB"); }).value()->is_for_home_only);
  const auto of_harbour = write([](Repositories& in) { return in.people.list_keys(lin, harbour, "", 10); }).value();
  ASSERT_EQ(of_harbour.size(), 1U);
  EXPECT_EQ(of_harbour.front().access, "SWB");
}

TEST_P(PeopleRepositoryTest, a_caller_is_locked_with_all_roles_and_only_while_the_credential_stands) {
  must_write([](Repositories& in) -> Result<void> {
    TRY(in.people.insert_key(key_of(lin, "SWA")));
    TRY(in.people.insert_token(token_of(lin, std::string(64, 'd'), noon)));
    return in.workspaces.set_roles(team, lin, Roles{Role::developer, Role::viewer});
  });
  const auto lock = [&](const catalog::UserId& user, access::Credential credential, std::optional<catalog::WorkspaceId> where) {
    const access::Caller caller{.user = user, .name = {}, .roles = {}, .credential = std::move(credential)};
    return write([&](Repositories& in) { return in.people.lock_caller(caller, where); }).value();
  };

  const auto by_key = lock(lin, {.access_key = "SWA"}, team);
  ASSERT_TRUE(by_key);
  EXPECT_EQ(by_key->roles, (Roles{Role::developer, Role::viewer}));
  EXPECT_FALSE(by_key->is_disabled);
  EXPECT_FALSE(by_key->is_system_administrator);
  EXPECT_TRUE(lock(lin, {.token_digest = std::string(64, 'd')}, std::nullopt)->roles.empty());
  EXPECT_TRUE(lock(wei, {}, team)->roles.empty());
  EXPECT_FALSE(lock(wei, {.access_key = "SWA"}, team)) << "it is somebody else's";
  EXPECT_FALSE(lock(lin, {.access_key = "SWB"}, team));
  EXPECT_FALSE(lock(lin, {.token_digest = std::string(64, 'e')}, team));
  EXPECT_FALSE(lock(catalog::UserId{std::string(32, '9')}, {}, team));
}

TEST_P(PeopleRepositoryTest, users_to_change_come_in_one_order_whoever_asks) {
  const auto ids = [&](const catalog::UserId& one, const catalog::UserId& another) {
    const auto users = write([&](Repositories& in) { return in.people.lock_users(one, another); }).value();
    std::vector<catalog::UserId> found;
    for (const auto& user : users) found.push_back(user.id);
    return found;
  };

  EXPECT_EQ(ids(wei, lin), (std::vector{lin, wei}));
  EXPECT_EQ(ids(lin, wei), (std::vector{lin, wei}));
  EXPECT_EQ(ids(lin, lin), std::vector{lin});
}

TEST_P(PeopleRepositoryTest, a_token_keeps_its_scope_and_its_end) {
  auto scoped = token_of(lin, std::string(64, 'd'), noon + hours{24});
  scoped.project = orchard;
  must_write([&](Repositories& in) -> Result<void> {
    TRY(in.people.insert_token(scoped));
    return in.people.insert_token(token_of(lin, std::string(64, 'e'), noon + hours{1}));
  });

  const auto with_project = write([](Repositories& in) { return in.people.find_token(std::string(64, 'd')); }).value();
  const auto without = write([](Repositories& in) { return in.people.find_token(std::string(64, 'e')); }).value();

  ASSERT_TRUE(with_project && without);
  EXPECT_EQ(with_project->project, orchard);
  EXPECT_EQ(with_project->expires_at, noon + hours{24});
  EXPECT_EQ(without->project, std::nullopt);
}

TEST_P(PeopleRepositoryTest, tokens_go_with_their_end_or_with_their_user) {
  const auto digest = [](char c) { return std::string(64, c); };
  must_write([&](Repositories& in) -> Result<void> {
    TRY(in.people.insert_token(token_of(lin, digest('a'), noon)));
    TRY(in.people.insert_token(token_of(lin, digest('b'), noon + hours{1})));
    return in.people.insert_token(token_of(wei, digest('c'), noon + hours{1}));
  });
  const auto is_there = [&](char c) {
    return write([&](Repositories& in) { return in.people.find_token(digest(c)); }).value().has_value();
  };

  must_write([](Repositories& in) { return in.people.delete_expired_tokens(noon, 100); });
  EXPECT_FALSE(is_there('a')) << "it ends at that very instant";
  EXPECT_TRUE(is_there('b'));

  must_write([](Repositories& in) { return in.people.delete_tokens_of(lin); });
  EXPECT_FALSE(is_there('b'));
  EXPECT_TRUE(is_there('c'));
}

TEST_P(PeopleRepositoryTest, the_first_key_check_stays) {
  EXPECT_EQ(write([](Repositories& in) { return in.people.find_key_check(); }).value(), std::nullopt);
  EXPECT_EQ(write([](Repositories& in) { return in.people.keep_key_check("first", noon); }).value(), "first");
  EXPECT_EQ(write([](Repositories& in) { return in.people.keep_key_check("second", noon); }).value(), "first");
}

TEST_P(PeopleRepositoryTest, names_of_projects_and_workspaces_are_taken_once) {
  insert_project(harbour, "harbour");
  const auto project = write(
      [](Repositories& in) { return in.workspaces.insert_project({catalog::ProjectId{std::string(32, 'd')}, "orchard", noon}); });
  const auto workspace = write([](Repositories& in) {
    return in.workspaces.insert(workspace_named(catalog::WorkspaceId{std::string(32, 'e')}, orchard, "team"), lin);
  });
  const auto elsewhere = write([](Repositories& in) {
    return in.workspaces.insert(workspace_named(catalog::WorkspaceId{std::string(32, 'f')}, harbour, "team"), lin);
  });

  ASSERT_FALSE(project);
  EXPECT_EQ(project.error().code, "project.name_taken");
  ASSERT_FALSE(workspace);
  EXPECT_EQ(workspace.error().code, "workspace.name_taken");
  EXPECT_TRUE(elsewhere) << "another project may use the name";
}

TEST_P(PeopleRepositoryTest, a_workspace_is_found_by_id_and_by_name_in_its_project) {
  const auto by_id = write([](Repositories& in) { return in.workspaces.find(team); }).value();
  const auto by_name = write([](Repositories& in) { return in.workspaces.find(orchard, "team"); }).value();

  ASSERT_TRUE(by_id && by_name);
  EXPECT_EQ(by_id->project, orchard);
  EXPECT_EQ(by_id->mode, catalog::WorkspaceMode::simple);
  EXPECT_EQ(by_name->id, team);
  EXPECT_FALSE(write([](Repositories& in) { return in.workspaces.find(harbour, "team"); }).value());
  EXPECT_EQ(write([](Repositories& in) { return in.workspaces.count(orchard); }).value(), 1);
  const auto count = [&](const app::WorkspaceFilter& filter) {
    return write([&](Repositories& in) { return in.workspaces.list(filter); }).value().size();
  };
  EXPECT_EQ(count({.project = orchard, .limit = 10}), 1U);
  EXPECT_EQ(count({.project = harbour, .limit = 10}), 0U);
  EXPECT_EQ(count({.after_name = "team", .limit = 10}), 1U) << "its id comes after none";
  EXPECT_EQ(count({.after_name = "team", .after_id = team.text(), .limit = 10}), 0U);
  EXPECT_EQ(count({.member = wei, .limit = 10}), 0U);
  EXPECT_TRUE(write([](Repositories& in) { return in.workspaces.lock(team); }));
}

TEST_P(PeopleRepositoryTest, a_member_has_exactly_the_roles_last_given) {
  must_write([](Repositories& in) { return in.workspaces.set_roles(team, lin, Roles{Role::admin, Role::viewer}); });
  must_write([](Repositories& in) { return in.workspaces.set_roles(team, lin, Roles{Role::deployer}); });

  EXPECT_EQ(write([](Repositories& in) { return in.workspaces.find_roles(team, lin); }).value(), Roles{Role::deployer});
  EXPECT_TRUE(write([](Repositories& in) { return in.workspaces.find_roles(team, wei); }).value().empty());

  must_write([](Repositories& in) { return in.workspaces.set_roles(team, lin, Roles{}); });
  EXPECT_FALSE(write([](Repositories& in) { return in.workspaces.find_member(team, lin); }).value());
}

TEST_P(PeopleRepositoryTest, roles_in_a_project_are_those_in_any_of_its_workspaces) {
  insert_project(harbour, "harbour");
  const catalog::WorkspaceId second{std::string(32, '2')};
  const catalog::WorkspaceId elsewhere{std::string(32, '3')};
  must_write([&](Repositories& in) -> Result<void> {
    TRY(in.workspaces.insert(workspace_named(second, orchard, "second"), wei));
    TRY(in.workspaces.insert(workspace_named(elsewhere, harbour, "team"), wei));
    TRY(in.workspaces.set_roles(team, lin, Roles{Role::deployer, Role::viewer}));
    TRY(in.workspaces.set_roles(second, lin, Roles{Role::viewer, Role::operator_}));
    return in.workspaces.set_roles(elsewhere, lin, Roles{Role::admin});
  });
  const auto roles_of = [&](const catalog::UserId& user) {
    return write([&](Repositories& in) { return in.workspaces.find_roles_in_project(orchard, user); }).value();
  };

  EXPECT_EQ(roles_of(lin), (Roles{Role::deployer, Role::viewer, Role::operator_}));
  EXPECT_TRUE(roles_of(wei).empty());
}

TEST_P(PeopleRepositoryTest, members_are_listed_whole_and_by_name) {
  must_write([](Repositories& in) -> Result<void> {
    TRY(in.workspaces.set_roles(team, wei, Roles{Role::developer, Role::operator_}));
    return in.workspaces.set_roles(team, lin, Roles{Role::admin, Role::deployer, Role::viewer});
  });

  const auto first = write([](Repositories& in) { return in.workspaces.list_members(team, "", 1); }).value();
  const auto rest = write([](Repositories& in) { return in.workspaces.list_members(team, "lin", 10); }).value();

  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first.front().user_name, "lin");
  EXPECT_EQ(first.front().roles, (Roles{Role::admin, Role::deployer, Role::viewer})) << "a page never cuts a member";
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest.front().user, wei);
  EXPECT_EQ(rest.front().roles, (Roles{Role::developer, Role::operator_}));
}

TEST_P(PeopleRepositoryTest, a_disabled_member_is_no_active_one) {
  must_write([](Repositories& in) -> Result<void> {
    TRY(in.workspaces.set_roles(team, lin, Roles{Role::admin}));
    TRY(in.workspaces.set_roles(team, wei, Roles{Role::deployer}));
    auto disabled = user_named(wei, "wei");
    disabled.is_disabled = true;
    return in.people.update_user(disabled);
  });

  const auto approvers =
      write([](Repositories& in) { return in.workspaces.list_active_members_with(team, {Role::admin, Role::deployer}); }).value();
  const auto developers =
      write([](Repositories& in) { return in.workspaces.list_active_members_with(team, {Role::developer}); }).value();

  ASSERT_EQ(approvers.size(), 1U);
  EXPECT_EQ(approvers.front().user, lin);
  EXPECT_TRUE(developers.empty());
  EXPECT_TRUE(write([](Repositories& in) { return in.workspaces.find_member(team, wei); }).value()->is_disabled);
}

TEST_P(PeopleRepositoryTest, a_user_may_enter_where_he_is_a_member_or_a_key_of_his_is_at_home) {
  insert_project(harbour, "harbour");
  EXPECT_EQ(projects_of(lin), std::vector<std::string>{});

  must_write([](Repositories& in) { return in.workspaces.set_roles(team, lin, Roles{Role::viewer}); });
  EXPECT_EQ(projects_of(lin), std::vector<std::string>{"orchard"});

  must_write([](Repositories& in) { return in.people.insert_key(key_of(lin, "SWH", harbour)); });
  EXPECT_EQ(projects_of(lin), (std::vector<std::string>{"harbour", "orchard"}));
  EXPECT_EQ(projects_of(wei), std::vector<std::string>{});
  EXPECT_EQ(write([](Repositories& in) { return in.workspaces.list_projects_of(lin, "harbour", 10); }).value().size(), 1U);
  EXPECT_TRUE(write([](Repositories& in) { return in.workspaces.is_project_of(orchard, lin); }).value());
  EXPECT_FALSE(write([](Repositories& in) { return in.workspaces.is_project_of(orchard, wei); }).value());
}

TEST_P(PeopleRepositoryTest, all_projects_are_listed_by_name) {
  insert_project(harbour, "harbour");

  const auto first = write([](Repositories& in) { return in.workspaces.list_projects("", 1); }).value();
  const auto rest = write([](Repositories& in) { return in.workspaces.list_projects("harbour", 10); }).value();

  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first.front().id, harbour);
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest.front().id, orchard);
  EXPECT_FALSE(
      write([](Repositories& in) { return in.workspaces.find_project(catalog::ProjectId{std::string(32, '0')}); }).value());
}

TEST_P(PeopleRepositoryTest, the_audit_log_is_read_by_workspace_and_what_has_none_by_itself_newest_first) {
  for (const auto& [action, workspace] :
       std::vector<std::pair<std::string, std::optional<catalog::WorkspaceId>>>{{"user.created", std::nullopt},
                                                                                {"member.set", team},
                                                                                {"key.created", std::nullopt},
                                                                                {"project.created", std::nullopt}}) {
    must_write([&](Repositories& in) { return in.audit.add({workspace, lin, action, "user", "1", "wei", {}, noon}); });
  }
  const auto rows = [&](const std::optional<catalog::WorkspaceId>& workspace, std::int64_t before, int limit) {
    return write([&](Repositories& in) { return in.audit.list(workspace, before, limit, {}); }).value();
  };
  const auto actions = [](const std::vector<app::AuditRow>& listed) {
    std::vector<std::string> words;
    for (const auto& row : listed) words.push_back(row.entry.action);
    return words;
  };

  EXPECT_EQ(actions(rows(team, 0, 10)), std::vector<std::string>{"member.set"});
  const auto newest = rows(std::nullopt, 0, 2);
  EXPECT_EQ(actions(newest), (std::vector<std::string>{"project.created", "key.created"}));
  EXPECT_EQ(actions(rows(std::nullopt, newest.back().id, 2)), std::vector<std::string>{"user.created"});
  EXPECT_FALSE(newest.front().entry.workspace);
  EXPECT_EQ(newest.front().user_name, "lin");
}

TEST_P(PeopleRepositoryTest, the_audit_log_is_filtered_by_user_action_and_time_page_by_page) {
  for (const auto& workspace : {std::optional(team), std::optional<catalog::WorkspaceId>()}) {
    int hour = 0;
    for (const auto& [action, user] : std::vector<std::pair<std::string, std::optional<catalog::UserId>>>{
             {"package.created", lin}, {"packages.created", lin}, {"package.revoked", std::nullopt}, {"package.created", lin}})
      must_write([&](Repositories& in) {
        return in.audit.add({workspace, user, action, "package", std::to_string(hour), "", {}, noon + hours{hour++}});
      });
    const auto found = [&](const app::AuditFilter& filter, std::int64_t before = 0, int limit = 10) {
      return write([&](Repositories& in) { return in.audit.list(workspace, before, limit, filter); }).value();
    };
    const auto subjects = [](const std::vector<app::AuditRow>& rows) {
      std::string text;
      for (const auto& row : rows) text += row.entry.subject_id;
      return text;
    };

    EXPECT_EQ(subjects(found({})), "3210");
    EXPECT_EQ(subjects(found({.user_name = "lin"})), "310");
    EXPECT_EQ(subjects(found({.user_name = "li"})), "") << "nobody has this name";
    EXPECT_EQ(subjects(found({.action = "package.created"})), "30");
    EXPECT_EQ(subjects(found({.action = "package"})), "320") << "a whole word";
    EXPECT_EQ(subjects(found({.action = "package.create"})), "");
    EXPECT_EQ(subjects(found({.from = noon + hours{1}})), "321") << "both ends belong to it";
    EXPECT_EQ(subjects(found({.to = noon + hours{1}})), "10");
    EXPECT_EQ(subjects(found({.user_name = "lin", .action = "package", .from = noon + hours{1}, .to = noon + hours{3}})), "3");

    const auto first = found({.user_name = "lin"}, 0, 2);
    EXPECT_EQ(subjects(first), "31");
    EXPECT_EQ(subjects(found({.user_name = "lin"}, first.back().id, 2)), "0");
  }
}

TEST_P(PeopleRepositoryTest, a_signature_is_taken_once_and_keeps_its_first_answer) {
  const app::ReplayKey key{.access = "SWA", .signature = "abc", .request_digest = "digest"};
  const app::ReplayKey other_body{.access = "SWA", .signature = "abc", .request_digest = "another"};
  EXPECT_FALSE(write([&](Repositories& in) { return in.replays.find(key); }).value());

  must_write([&](Repositories& in) -> Result<void> {
    TRY_LET(first, in.replays.insert(key, noon + hours{1}));
    EXPECT_TRUE(first);
    return in.replays.set_answer(key, 200, "{\"instanceId\":7}");
  });

  EXPECT_FALSE(write([&](Repositories& in) { return in.replays.insert(other_body, noon + hours{1}); }).value());
  const auto remembered = write([&](Repositories& in) { return in.replays.find(other_body); }).value();
  ASSERT_TRUE(remembered);
  EXPECT_EQ(remembered->request_digest, "digest") << "the caller compares it with their own";
  EXPECT_EQ(remembered->status, 200);
  EXPECT_EQ(remembered->body, "{\"instanceId\":7}");
}

TEST_P(PeopleRepositoryTest, a_turn_is_taken_once_until_its_end) {
  const app::ReplayKey key{.access = "refusal", .signature = "lin StartJob", .request_digest = {}};
  const app::ReplayKey other{.access = "refusal", .signature = "lin StopJob", .request_digest = {}};
  const auto takes = [&](const app::ReplayKey& wanted, base::Instant now) {
    return write([&](Repositories& in) { return in.replays.take_turn(wanted, now, now + hours{1}); }).value();
  };

  EXPECT_TRUE(takes(key, noon));
  EXPECT_FALSE(takes(key, noon + hours{1} - std::chrono::microseconds{1}));
  EXPECT_TRUE(takes(other, noon)) << "each key by itself";
  EXPECT_TRUE(takes(key, noon + hours{1}));
  EXPECT_FALSE(takes(key, noon + hours{1} - std::chrono::seconds{1})) << "another's clock is a little behind";
  EXPECT_TRUE(takes(key, noon - hours{5})) << "a clock that was set back waits for nothing";
  EXPECT_FALSE(takes(key, noon - hours{5}));
}

TEST_P(PeopleRepositoryTest, a_signature_is_forgotten_after_its_end) {
  const app::ReplayKey key{.access = "SWA", .signature = "abc", .request_digest = "digest"};
  must_write([&](Repositories& in) { return in.replays.insert(key, noon); });

  must_write([](Repositories& in) { return in.replays.delete_expired(noon - std::chrono::microseconds{1}, 100); });
  EXPECT_TRUE(write([&](Repositories& in) { return in.replays.find(key); }).value());
  must_write([](Repositories& in) { return in.replays.delete_expired(noon, 100); });
  EXPECT_FALSE(write([&](Repositories& in) { return in.replays.find(key); }).value());
}

}  // namespace
}  // namespace slipway::store
