// Users, keys, projects, workspaces, members and the audit log on the native face.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "adapters/http/api_world.h"
#include "contract/api_test.h"

API_TEST(CreateUser);
API_TEST(ListUsers);
API_TEST(UpdateUser);
API_TEST(SetUserPassword);
API_TEST(CreateAccessKey);
API_TEST(ListAccessKeys);
API_TEST(DeleteAccessKey);
API_TEST(CreateProject);
API_TEST(ListProjects);
API_TEST(CreateWorkspace);
API_TEST(ListWorkspaces);
API_TEST(ListMembers);
API_TEST(ShowMember);
API_TEST(SetMember);
API_TEST(RemoveMember);
API_TEST(ListAudit);
API_TEST(ListInstallationAudit);

namespace slipway::test {
namespace {

using http::Method;
using Words = std::vector<std::string>;

class PeopleCalls : public ::testing::Test {
 protected:
  http::Response as(std::string_view person, Method method, const std::string& target, const std::string& body = {}) {
    return world.send(world.by(person, {.method = method, .target = target, .body = body}));
  }
  http::Response root(Method method, const std::string& target, const std::string& body = {}) {
    return as("root", method, target, body);
  }
  http::Response admin(Method method, const std::string& target, const std::string& body = {}) {
    return as("admin", method, target, body);
  }

  // One text member of each row of a list.
  static Words column(const http::Response& answer, std::string_view name) {
    Words words;
    const auto body = json_of(answer);
    const auto* items = body.find("items");
    if (items == nullptr || items->if_array() == nullptr) return {"no items: " + answer.body};
    for (const auto& item : *items->if_array()) words.push_back(*item.find(name)->if_string());
    return words;
  }
  std::string member_path(std::string_view person) { return world.in_team("/members/" + world.installation.user(person).text()); }

  ApiWorld world;
};

TEST_F(PeopleCalls, a_user_is_made_once_and_shows_no_secret) {
  const auto made = root(Method::post, "/api/v1/users", R"({"name":"lin","password":"correct horse","system_admin":true})");

  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text_member(made, "name"), "lin");
  EXPECT_TRUE(*json_of(made).find("system_admin")->if_bool());
  EXPECT_FALSE(*json_of(made).find("disabled")->if_bool());
  EXPECT_EQ(made.body.find("password"), std::string::npos);
  const auto again = root(Method::post, "/api/v1/users", R"({"name":"lin","password":"correct horse"})");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(error_code_of(again), "user.name_taken");
}

TEST_F(PeopleCalls, an_unknown_member_of_a_body_is_refused_and_named) {
  const auto answer = root(Method::post, "/api/v1/users", R"({"name":"lin","password":"correct horse","admin":true})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(text_member(answer, "detail").find("admin"), std::string::npos) << answer.body;
}

TEST_F(PeopleCalls, the_limit_of_users_is_named) {
  world.installation.context().limits.users = 11;
  const auto answer = root(Method::post, "/api/v1/users", R"({"name":"lin","password":"correct horse"})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(error_code_of(answer), "limit.reached");
  EXPECT_NE(text_member(answer, "detail").find("limits.users"), std::string::npos);
}

TEST_F(PeopleCalls, users_come_in_pages_by_name) {
  const auto first = root(Method::get, "/api/v1/users?limit=2");
  const auto second = root(Method::get, "/api/v1/users?limit=2&after=" + text_member(first, "next"));
  const auto one = root(Method::get, "/api/v1/users?name=viewer");
  const auto last = root(Method::get, "/api/v1/users?after=viewer");

  EXPECT_EQ(column(first, "name"), (Words{"admin", "chief"}));
  EXPECT_EQ(column(second, "name"), (Words{"deployer", "deployer2"}));
  EXPECT_EQ(column(one, "name"), Words{"viewer"});
  EXPECT_EQ(column(last, "name"), Words{});
  EXPECT_EQ(text_member(last, "next"), "");
}

TEST_F(PeopleCalls, nobody_locks_himself_out) {
  const auto path = "/api/v1/users/" + world.installation.user("root").text();
  EXPECT_EQ(error_code_of(root(Method::patch, path, R"({"disabled":true})")), "user.last_administrator");
  EXPECT_EQ(error_code_of(root(Method::patch, path, R"({"system_admin":false})")), "user.last_administrator");
  EXPECT_EQ(error_code_of(root(Method::patch, "/api/v1/users/nobody", R"({"disabled":true})")), "user.not_found");
}

TEST_F(PeopleCalls, a_secret_is_shown_once) {
  const auto keys = "/api/v1/users/" + world.installation.user("dev").text() + "/access-keys";

  const auto made = as("dev", Method::post, keys, R"({"description":"laptop"})");
  const auto listed = as("dev", Method::get, keys);

  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text_member(made, "project_id"), world.installation.project.text()) << "the only one they may enter";
  const auto secret = text_member(made, "secret_key");
  EXPECT_EQ(secret.size(), 40U);
  EXPECT_EQ(column(listed, "access_key"), Words{text_member(made, "access_key")});
  EXPECT_EQ(column(listed, "description"), Words{"laptop"});
  EXPECT_EQ(listed.body.find(secret), std::string::npos);
  const auto key =
      must(world.installation.store().read([&](app::Tx& tx) { return tx.people().find_key(text_member(made, "access_key")); }));
  EXPECT_EQ(key->sealed_secret.find(secret), std::string::npos) << "it is stored sealed";
  EXPECT_EQ(world.send(world.signed_by({key->access, secret}, {.target = "/v3/projects"})).status, 200);
}

TEST_F(PeopleCalls, keys_come_in_pages) {
  const auto keys = "/api/v1/users/" + world.installation.user("dev").text() + "/access-keys";
  for (int i = 0; i < 3; ++i) ASSERT_EQ(as("dev", Method::post, keys).status, 201);

  const auto all = column(as("dev", Method::get, keys), "access_key");
  const auto first = as("dev", Method::get, keys + "?limit=2");
  const auto second = as("dev", Method::get, keys + "?limit=2&after=" + text_member(first, "next"));

  EXPECT_EQ(column(first, "access_key"), (Words{all[0], all[1]}));
  EXPECT_EQ(column(second, "access_key"), Words{all[2]});
  EXPECT_EQ(text_member(second, "next"), "");
}

TEST_F(PeopleCalls, a_key_s_home_is_a_project_that_its_maker_may_enter) {
  const auto stranger = "/api/v1/users/" + world.installation.user("stranger").text() + "/access-keys";
  const auto dev = "/api/v1/users/" + world.installation.user("dev").text() + "/access-keys";

  EXPECT_EQ(error_code_of(as("stranger", Method::post, stranger)), "key.project_needed");
  const auto elsewhere = as("dev", Method::post, dev, R"({"project_id":")" + world.other_project.text() + R"("})");
  EXPECT_EQ(elsewhere.status, 403);
  EXPECT_EQ(error_code_of(elsewhere), "project.forbidden");
  EXPECT_EQ(root(Method::post, dev, R"({"project_id":")" + world.other_project.text() + R"("})").status, 201);
}

TEST_F(PeopleCalls, projects_are_seen_by_who_may_enter_them) {
  const auto made = root(Method::post, "/api/v1/projects", R"({"name":"orchard"})");

  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(error_code_of(root(Method::post, "/api/v1/projects", R"({"name":"orchard"})")), "project.name_taken");
  EXPECT_EQ(column(root(Method::get, "/api/v1/projects"), "name"), (Words{"elsewhere", "orchard", "project"}));
  EXPECT_EQ(column(root(Method::get, "/api/v1/projects?limit=1&after=elsewhere"), "name"), Words{"orchard"});
  EXPECT_EQ(column(as("dev", Method::get, "/api/v1/projects"), "name"), Words{"project"});
  EXPECT_EQ(column(as("stranger", Method::get, "/api/v1/projects"), "name"), Words{});
}

TEST_F(PeopleCalls, a_workspace_comes_with_its_environments_and_its_maker_as_admin) {
  const auto& project = world.installation.project.text();
  const auto made = root(Method::post, "/api/v1/workspaces", R"({"project_id":")" + project + R"(","name":"fresh"})");
  const auto simple =
      root(Method::post, "/api/v1/workspaces", R"({"project_id":")" + project + R"(","name":"plain","mode":"simple"})");

  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text_member(made, "mode"), "enterprise");
  ASSERT_EQ(simple.status, 201) << simple.body;
  const auto path = "/api/v1/workspaces/" + text_member(made, "id");
  EXPECT_EQ(column(root(Method::get, path + "/members"), "user_name"), Words{"root"});
  EXPECT_EQ(root(Method::get, path + "/environments/development/generations").status, 200);
  EXPECT_EQ(root(Method::get, path + "/environments/production/generations").status, 200);
  const auto of_simple = "/api/v1/workspaces/" + text_member(simple, "id") + "/environments/";
  EXPECT_EQ(root(Method::get, of_simple + "production/generations").status, 200);
  const auto absent = root(Method::get, of_simple + "development/generations");
  EXPECT_EQ(error_code_of(absent), "environment.not_found");
  EXPECT_EQ(text_member(absent, "detail"),
            "this workspace has no environment 'development'; every workspace has production, an enterprise one development too");
  EXPECT_EQ(error_code_of(root(Method::post, "/api/v1/workspaces", R"({"project_id":")" + project + R"(","name":"fresh"})")),
            "workspace.name_taken");
  EXPECT_EQ(error_code_of(root(Method::post, "/api/v1/workspaces", R"({"project_id":"nowhere","name":"x"})")),
            "project.forbidden");
}

TEST_F(PeopleCalls, a_name_that_is_not_valid_is_refused_in_words) {
  const auto in_project = [&](const std::string& name) {
    return root(Method::post, "/api/v1/workspaces",
                R"({"project_id":")" + world.installation.project.text() + R"(","name":")" + name + R"("})");
  };
  const std::string form = "/name must be made of letters, digits, '_' and '-', a letter or digit first";

  EXPECT_EQ(text_member(in_project("a.b"), "detail"), form);
  EXPECT_EQ(text_member(in_project(std::string(33, 'a')), "detail"), "/name must have a length from 1 to 32");
  EXPECT_EQ(in_project(std::string(32, 'a')).status, 201);
  EXPECT_EQ(text_member(root(Method::post, "/api/v1/projects", R"({"name":"a.b"})"), "detail"), form);
  EXPECT_EQ(text_member(root(Method::post, "/api/v1/users", R"({"name":"a b","password":"correct horse"})"), "detail"),
            "/name must be made of letters, digits, '.', '_', '@' and '-', a letter or digit first");
}

TEST_F(PeopleCalls, a_workspace_of_the_path_that_is_not_there_is_named_with_where_to_look) {
  const std::string nowhere(32, '0');
  EXPECT_EQ(text_member(as("viewer", Method::get, "/api/v1/workspaces/" + nowhere + "/members"), "detail"),
            "there is no workspace '" + nowhere + "' here; GET /api/v1/workspaces lists yours");
  const auto by_header = world.send(world.by("viewer", ApiCall{.target = world.v1("/jobs")}.with("workspace", nowhere)));
  EXPECT_EQ(text_member(by_header, "error_msg"),
            "there is no workspace '" + nowhere + "' here; name one of yours in the header workspace");
}

TEST_F(PeopleCalls, workspaces_are_seen_by_who_has_a_role_in_them) {
  EXPECT_EQ(column(as("viewer", Method::get, "/api/v1/workspaces"), "name"), (Words{"solo", "team"}));
  EXPECT_EQ(column(as("outsider", Method::get, "/api/v1/workspaces"), "name"), Words{"theirs"});
  EXPECT_EQ(column(as("stranger", Method::get, "/api/v1/workspaces"), "name"), Words{});
  EXPECT_EQ(column(root(Method::get, "/api/v1/workspaces"), "name"), (Words{"solo", "team", "theirs"}));
  EXPECT_EQ(column(root(Method::get, "/api/v1/workspaces?project_id=" + world.other_project.text()), "name"), Words{"theirs"});

  const auto first = root(Method::get, "/api/v1/workspaces?limit=1");
  EXPECT_EQ(column(root(Method::get, "/api/v1/workspaces?limit=1&after=" + text_member(first, "next")), "name"), Words{"team"});
}

TEST_F(PeopleCalls, the_limit_of_workspaces_is_named) {
  world.installation.context().limits.workspaces_per_project = 2;
  const auto answer =
      root(Method::post, "/api/v1/workspaces", R"({"project_id":")" + world.installation.project.text() + R"(","name":"third"})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_NE(text_member(answer, "detail").find("limits.workspaces_per_project"), std::string::npos);
}

TEST_F(PeopleCalls, a_role_counts_from_the_next_call_on) {
  const auto jobs = world.v1("/jobs");
  world.make_key("stranger");
  ASSERT_EQ(error_code_of(as("stranger", Method::get, jobs)), "DLF.0819");

  const auto set = admin(Method::put, member_path("stranger"), R"({"roles":["viewer","operator"]})");
  ASSERT_EQ(set.status, 200) << set.body;
  EXPECT_NE(set.body.find(R"("roles":["operator","viewer"])"), std::string::npos) << set.body;
  EXPECT_EQ(as("stranger", Method::get, jobs).status, 200);
  EXPECT_EQ(text_member(admin(Method::get, member_path("stranger")), "user_name"), "stranger");

  EXPECT_EQ(admin(Method::delete_, member_path("stranger")).status, 204);
  EXPECT_EQ(error_code_of(as("stranger", Method::get, jobs)), "DLF.0819");
  EXPECT_EQ(error_code_of(admin(Method::get, member_path("stranger"))), "member.not_found");
  EXPECT_EQ(error_code_of(admin(Method::delete_, member_path("stranger"))), "member.not_found");
}

TEST_F(PeopleCalls, members_come_in_pages_by_name) {
  const auto first = admin(Method::get, world.in_team("/members?limit=2"));
  EXPECT_EQ(column(first, "user_name"), (Words{"admin", "chief"}));
  EXPECT_EQ(column(admin(Method::get, world.in_team("/members?limit=1&after=") + text_member(first, "next")), "user_name"),
            Words{"deployer"});
}

TEST_F(PeopleCalls, a_workspace_keeps_an_admin) {
  EXPECT_EQ(admin(Method::delete_, member_path("chief")).status, 204);
  EXPECT_EQ(error_code_of(admin(Method::delete_, member_path("admin"))), "member.last_admin");
  EXPECT_EQ(error_code_of(admin(Method::put, member_path("admin"), R"({"roles":["viewer"]})")), "member.last_admin");
  EXPECT_EQ(admin(Method::put, member_path("admin"), R"({"roles":["admin","viewer"]})").status, 200);
}

TEST_F(PeopleCalls, roles_that_are_none_are_refused) {
  EXPECT_EQ(error_code_of(admin(Method::put, member_path("viewer"), R"({"roles":["owner"]})")), "request.not_valid");
  EXPECT_EQ(error_code_of(admin(Method::put, member_path("viewer"), R"({"roles":[]})")), "request.not_valid");
  EXPECT_EQ(error_code_of(admin(Method::put, world.in_team("/members/nobody"), R"({"roles":["viewer"]})")), "user.not_found");
}

TEST_F(PeopleCalls, the_audit_log_tells_who_did_what_newest_first) {
  admin(Method::put, member_path("stranger"), R"({"roles":["viewer"]})");
  admin(Method::delete_, member_path("stranger"));

  const auto newest = as("viewer", Method::get, world.in_team("/audit?limit=1"));
  const auto before = as("viewer", Method::get, world.in_team("/audit?limit=1&after=") + text_member(newest, "next"));

  EXPECT_EQ(column(newest, "action"), Words{"member.removed"});
  EXPECT_EQ(column(newest, "user_name"), Words{"admin"});
  EXPECT_EQ(column(newest, "subject_name"), Words{"stranger"});
  EXPECT_EQ(column(before, "action"), Words{"member.set"});
  EXPECT_NE(before.body.find(R"("roles":["viewer"])"), std::string::npos) << before.body;
}

TEST_F(PeopleCalls, the_system_administrator_reads_what_was_done_to_people_and_projects) {
  root(Method::post, "/api/v1/users", R"({"name":"lin","password":"correct horse"})");
  root(Method::post, "/api/v1/projects", R"({"name":"sales"})");
  admin(Method::put, member_path("stranger"), R"({"roles":["viewer"]})");

  const auto newest = root(Method::get, "/api/v1/audit?limit=1");
  const auto before = root(Method::get, "/api/v1/audit?limit=1&after=" + text_member(newest, "next"));

  EXPECT_EQ(column(newest, "action"), Words{"project.created"});
  EXPECT_EQ(column(newest, "subject_name"), Words{"sales"});
  EXPECT_EQ(column(newest, "user_name"), Words{"root"});
  EXPECT_EQ(column(before, "action"), Words{"user.created"});
  EXPECT_EQ(column(before, "subject_name"), Words{"lin"});
  EXPECT_EQ(column(root(Method::get, "/api/v1/audit?after=1"), "action"), Words{});
}

TEST_F(PeopleCalls, the_audit_log_is_filtered_page_by_page) {
  admin(Method::put, member_path("stranger"), R"({"roles":["viewer"]})");
  root(Method::put, member_path("stranger"), R"({"roles":["developer"]})");
  admin(Method::delete_, member_path("stranger"));
  root(Method::post, "/api/v1/projects", R"({"name":"sales"})");
  const auto listed = [&](const std::string& query) { return as("viewer", Method::get, world.in_team("/audit?" + query)); };

  const auto newest = listed("user=admin&action=member&limit=1");
  const auto at = column(newest, "at").at(0);

  EXPECT_EQ(column(newest, "action"), Words{"member.removed"});
  EXPECT_EQ(column(listed("user=admin&action=member&limit=1&after=" + text_member(newest, "next")), "user_name"), Words{"admin"});
  EXPECT_EQ(column(listed("user=root&action=member.set&limit=1"), "user_name"), Words{"root"});
  EXPECT_EQ(column(listed("action=member.removed&from=" + at + "&to=" + at), "action"), Words{"member.removed"})
      << "a time of an answer is good for a question";
  EXPECT_EQ(column(listed("from=2999-01-01T00:00:00Z"), "action"), Words{});
  EXPECT_EQ(column(root(Method::get, "/api/v1/audit?user=root&action=project.created&limit=1"), "subject_name"), Words{"sales"});
  EXPECT_EQ(column(root(Method::get, "/api/v1/audit?user=admin"), "action"), Words{});
}

TEST_F(PeopleCalls, a_filter_of_the_audit_log_that_means_nothing_is_refused) {
  for (const std::string query : {"from=yesterday", "to=2026-02-30T00:00:00Z", "to=1764000000000", "action=Package!",
                                  "user=", "from=2026-11-25T00:00:00Z&to=2026-11-24T00:00:00.5Z"}) {
    const auto refused = as("viewer", Method::get, world.in_team("/audit?" + query));
    EXPECT_EQ(refused.status, 400) << query;
    EXPECT_EQ(error_code_of(refused), "request.not_valid") << query;
    EXPECT_EQ(error_code_of(root(Method::get, "/api/v1/audit?" + query)), "request.not_valid") << query;
    const auto word = query.substr(0, query.find('='));
    EXPECT_NE(refused.body.find(word), std::string::npos) << "names what is wrong: " << refused.body;
  }
}

TEST_F(PeopleCalls, a_cursor_that_is_none_is_refused) {
  EXPECT_EQ(error_code_of(root(Method::get, "/api/v1/audit?after=yesterday")), "request.not_valid");
  EXPECT_EQ(error_code_of(admin(Method::get, world.in_team("/audit?after=yesterday"))), "request.not_valid");
  EXPECT_EQ(error_code_of(admin(Method::get, world.in_team("/environments/production/generations?after=x"))),
            "request.not_valid");
}

}  // namespace
}  // namespace slipway::test
