// Tokens, access keys, and what a client looks up when it starts.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "adapters/http/api_world.h"
#include "adapters/http/pipeline/request_signature.h"
#include "app/ports/people/workspace_repository.h"
#include "contract/api_test.h"

API_TEST(KeystoneCreateUserTokenByPassword);
API_TEST(KeystoneListProjects);
API_TEST(KeystoneListDomains);
API_TEST(KeystoneListUsers);

namespace slipway::test {
namespace {

using http::Method;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class SignInCalls : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto made = world.send(world.by(
        "root", {.method = Method::post, .target = "/api/v1/users", .body = R"({"name":"lin","password":"right password"})"}));
    ASSERT_EQ(made.status, 201) << made.body;
    lin = text_member(made, "id");
  }

  static std::string password_body(const std::string& name, const std::string& password, const std::string& scope = {}) {
    return R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":")" + name + R"(","password":")" + password +
           R"(","domain":{"name":"default"}}}})" + (scope.empty() ? "" : R"(,"scope":)" + scope) + "}}";
  }
  http::Response sign_in(const std::string& name, const std::string& password, const std::string& scope = {},
                         const std::string& peer = "192.0.2.1") {
    return world.send({.method = Method::post,
                       .target = "/v3/auth/tokens",
                       .headers = {{"content-type", "application/json;charset=UTF-8"}},
                       .body = password_body(name, password, scope),
                       .peer = peer});
  }
  std::string token_for(const std::string& name, const std::string& password) {
    return header_of(sign_in(name, password), "X-Subject-Token");
  }
  int status_with(const std::string& token) {
    return world.send(ApiCall{.target = "/v3/projects"}.with("x-auth-token", token)).status;
  }
  int status_of(const std::string& token, const std::string& target, const catalog::Workspace& workspace) {
    return world.send(ApiCall{.target = target}.with("x-auth-token", token).with("workspace", workspace.id.text())).status;
  }
  void let_lin_into(const catalog::Workspace& workspace, access::Roles roles) {
    must(world.installation.store().write(
        [&](app::Tx& tx) { return tx.workspaces().set_roles(workspace.id, catalog::UserId{lin}, roles); }));
  }
  http::Response patch_lin(const std::string& body) {
    return world.send(world.by("root", {.method = Method::patch, .target = "/api/v1/users/" + lin, .body = body}));
  }

  std::size_t projects_seen(const ApiKey& key, const std::string& query, const ApiCall& call = {}) {
    auto asked = call;
    asked.target = "/v3/projects" + query;
    const auto answer = world.send(world.signed_by(key, asked));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json_of(answer).find("projects")->if_array()->size();
  }

  ApiWorld world;
  std::string lin;
};

TEST_F(SignInCalls, a_password_gives_a_token_that_works) {
  const auto answer = sign_in("lin", "right password");

  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto token = header_of(answer, "X-Subject-Token");
  EXPECT_EQ(token.size(), 64U);
  EXPECT_EQ(status_with(token), 200);
  EXPECT_EQ(answer.body.find(token), std::string::npos) << "it stands in the header only";
  EXPECT_NE(answer.body.find(R"("name":"lin")"), std::string::npos);
}

// A page of somebody else can have a browser send anything else.
TEST_F(SignInCalls, a_sign_in_comes_as_json_by_its_type_only) {
  const auto body = password_body("lin", "right password");
  const ApiCall untyped{.method = Method::post, .target = "/v3/auth/tokens", .body = body};

  EXPECT_EQ(world.send(untyped).status, 415);
  for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""})
    EXPECT_EQ(world.send(untyped.with("content-type", type)).status, 415) << type;
  for (const auto* type : {"application/json", "application/json;charset=UTF-8", "Application/JSON; charset=utf8"})
    EXPECT_EQ(world.send(untyped.with("content-type", type)).status, 201) << type;
}

TEST_F(SignInCalls, a_token_is_stored_as_a_digest_only) {
  const auto token = token_for("lin", "right password");
  const auto found = must(world.installation.store().read([&](app::Tx& tx) { return tx.people().find_token(token); }));
  EXPECT_FALSE(found) << "the store knows the text itself";
}

TEST_F(SignInCalls, a_token_ends_with_its_life) {
  const auto token = token_for("lin", "right password");

  world.installation.clock.step(hours{24} - seconds{1});
  EXPECT_EQ(status_with(token), 200);
  world.installation.clock.step(seconds{1});
  EXPECT_EQ(status_with(token), 401);
}

TEST_F(SignInCalls, a_wrong_password_and_an_unknown_user_get_the_same_answer) {
  const auto wrong = sign_in("lin", "wrong password");
  const auto unknown = sign_in("nobody", "right password");

  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(error_code_of(wrong), "APIGW.0301");
  EXPECT_EQ(wrong.body, unknown.body);
  EXPECT_EQ(header_of(wrong, "X-Subject-Token"), "");
}

TEST_F(SignInCalls, a_disabled_user_is_refused_at_once_everywhere) {
  const auto token = token_for("lin", "right password");
  const auto made = world.send(world.by("root", {.method = Method::post,
                                                 .target = "/api/v1/users/" + lin + "/access-keys",
                                                 .body = R"({"project_id":")" + world.installation.project.text() + R"("})"}));
  ASSERT_EQ(made.status, 201) << made.body;
  const ApiKey key{text_member(made, "access_key"), text_member(made, "secret_key")};
  const ApiCall projects{.target = "/v3/projects"};
  ASSERT_EQ(world.send(world.signed_by(key, projects)).status, 200);

  ASSERT_EQ(patch_lin(R"({"disabled":true})").status, 200);

  EXPECT_EQ(status_with(token), 401);
  EXPECT_EQ(world.send(world.signed_by(key, projects)).status, 401);
  EXPECT_EQ(sign_in("lin", "right password").status, 401);

  ASSERT_EQ(patch_lin(R"({"disabled":false})").status, 200);
  EXPECT_EQ(status_with(token), 401) << "tokens of before do not come back";
  EXPECT_EQ(world.send(world.signed_by(key, projects)).status, 200);
}

TEST_F(SignInCalls, a_new_password_ends_the_tokens_of_the_old_one) {
  const auto token = token_for("lin", "right password");
  const auto own = "/api/v1/users/" + lin + "/password";
  const auto change = [&](const std::string& body) {
    return world.send(ApiCall{.method = Method::put, .target = own, .body = body}.with("x-auth-token", token));
  };

  EXPECT_EQ(error_code_of(change(R"({"password":"another password"})")), "user.current_password_wrong");
  EXPECT_EQ(error_code_of(change(R"({"password":"short","current_password":"right password"})")), "request.not_valid");
  EXPECT_EQ(change(R"({"password":"another password","current_password":"right password"})").status, 204);

  EXPECT_EQ(status_with(token), 401);
  EXPECT_EQ(sign_in("lin", "right password").status, 401);
  EXPECT_EQ(sign_in("lin", "another password").status, 201);
}

TEST_F(SignInCalls, who_guesses_passwords_must_wait) {
  for (int i = 0; i < http::SignInThrottle::user_failures_max; ++i) EXPECT_EQ(sign_in("lin", "wrong password").status, 401);

  const auto refused = sign_in("lin", "right password");
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(header_of(refused, "Retry-After"), "");
  EXPECT_EQ(sign_in("lin", "right password", {}, "192.0.2.99").status, 429) << "from anywhere";

  world.installation.clock.step(http::SignInThrottle::window);
  EXPECT_EQ(sign_in("lin", "right password").status, 201);
}

TEST_F(SignInCalls, a_guess_counts_the_same_by_name_by_id_and_at_the_change_of_a_password) {
  const auto token = token_for("lin", "right password");
  const auto guess_by_id = [&] {
    return world.send({.method = Method::post,
                       .target = "/v3/auth/tokens",
                       .headers = {{"content-type", "application/json"}},
                       .body = R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"id":")" + lin +
                               R"(","password":"wrong password"}}}}})"});
  };
  const auto guess_at_change = [&] {
    return world.send(ApiCall{.method = Method::put,
                              .target = "/api/v1/users/" + lin + "/password",
                              .body = R"({"password":"another password","current_password":"wrong password"})"}
                          .with("x-auth-token", token));
  };
  EXPECT_EQ(error_code_of(guess_at_change()), "user.current_password_wrong");
  for (int i = 1; i < http::SignInThrottle::user_failures_max; ++i)
    EXPECT_EQ((i % 2 == 0 ? guess_by_id() : sign_in("lin", "wrong password")).status, 401);

  EXPECT_EQ(sign_in("lin", "right password").status, 429);
  EXPECT_EQ(guess_by_id().status, 429);
  EXPECT_EQ(guess_at_change().status, 429);
}

TEST_F(SignInCalls, a_name_that_nobody_has_is_slowed_down_like_one_that_somebody_has) {
  for (int i = 0; i < http::SignInThrottle::user_failures_max; ++i) EXPECT_EQ(sign_in("nobody", "wrong password").status, 401);
  EXPECT_EQ(sign_in("nobody", "wrong password").status, 429);
}

TEST_F(SignInCalls, a_token_may_be_for_a_project_or_for_the_domain) {
  let_lin_into(world.installation.enterprise, {access::Role::viewer});
  const auto& project = world.installation.project.text();

  const auto by_id = sign_in("lin", "right password", R"({"project":{"id":")" + project + R"("}})");
  const auto by_name = sign_in("lin", "right password", R"({"project":{"name":"project"}})");
  const auto for_domain = sign_in("lin", "right password", R"({"domain":{"name":"default"}})");

  for (const auto& answer : {by_id, by_name}) {
    ASSERT_EQ(answer.status, 201) << answer.body;
    EXPECT_NE(answer.body.find(R"("id":")" + project + "\""), std::string::npos) << answer.body;
  }
  ASSERT_EQ(for_domain.status, 201) << for_domain.body;
  EXPECT_EQ(for_domain.body.find(project), std::string::npos);
}

TEST_F(SignInCalls, a_token_for_a_project_of_others_is_refused) {
  const auto answer = sign_in("lin", "right password", R"({"project":{"id":")" + world.other_project.text() + R"("}})");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(error_code_of(answer), "APIGW.0305");
}

TEST_F(SignInCalls, a_token_for_a_named_project_is_for_no_other_one) {
  let_lin_into(world.installation.enterprise, {access::Role::viewer});
  for (const auto* name : {"elsewhere", "eu-region-1", "Project", ""}) {
    const auto answer = sign_in("lin", "right password", R"({"project":{"name":")" + std::string(name) + R"("}})");
    EXPECT_EQ(answer.status, 403) << name;
    EXPECT_EQ(error_code_of(answer), "APIGW.0305") << name;
  }
}

TEST_F(SignInCalls, a_token_for_a_project_opens_no_other_one) {
  let_lin_into(world.installation.enterprise, {access::Role::viewer});
  let_lin_into(world.other_workspace, {access::Role::viewer});
  const auto token = header_of(sign_in("lin", "right password", R"({"project":{"name":"project"}})"), "X-Subject-Token");
  const auto elsewhere = "/v1/" + world.other_project.text() + "/jobs";
  const auto native = "/api/v1/workspaces/" + world.other_workspace.id.text() + "/audit";

  EXPECT_EQ(status_of(token, world.v1("/jobs"), world.installation.enterprise), 200);
  EXPECT_EQ(status_of(token, world.in_team("/audit"), world.installation.enterprise), 200);
  const auto refused =
      world.send(ApiCall{.target = elsewhere}.with("x-auth-token", token).with("workspace", world.other_workspace.id.text()));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(error_code_of(refused), "APIGW.0305");
  EXPECT_EQ(status_of(token, native, world.other_workspace), 404) << "as a workspace that does not exist";

  const auto for_all = header_of(sign_in("lin", "right password"), "X-Subject-Token");
  EXPECT_EQ(status_of(for_all, elsewhere, world.other_workspace), 200);
  EXPECT_EQ(status_of(for_all, native, world.other_workspace), 200);
}

TEST_F(SignInCalls, another_domain_has_nobody) {
  let_lin_into(world.installation.enterprise, {access::Role::viewer});
  const auto wrong = sign_in("lin", "wrong password");
  const auto send = [&](const std::string& user, const std::string& scope) {
    return world.send({.method = Method::post,
                       .target = "/v3/auth/tokens",
                       .headers = {{"content-type", "application/json"}},
                       .body = R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"password":"right password",)" +
                               user + R"(}}},"scope":)" + scope + "}}"});
  };
  const std::string in_ours = R"("name":"lin","domain":{"name":"default"})";
  const std::string project = R"({"project":{"name":"project"}})";

  for (const auto& answer :
       {send(R"("name":"lin","domain":{"name":"otherdomain"})", project), send(R"("name":"lin","domain":{"id":"0000"})", project),
        send(in_ours, R"({"domain":{"name":"zzz"}})"),
        send(in_ours, R"({"project":{"name":"project","domain":{"name":"zzz"}}})")}) {
    EXPECT_EQ(answer.status, 401) << answer.body;
    EXPECT_EQ(answer.body, wrong.body);
  }
  const auto by_id = R"({"project":{"id":")" + world.installation.project.text() + R"(","domain":{"name":"zzz"}}})";
  EXPECT_EQ(send(R"("name":"lin")", project).status, 201) << "one that is not said is ours";
  EXPECT_EQ(send(in_ours, R"({"project":{"name":"project","domain":{"name":"default"}}})").status, 201);
  EXPECT_EQ(send(R"("id":")" + lin + R"(","domain":{"name":"otherdomain"})", by_id).status, 201) << "ids need none";
}

TEST_F(SignInCalls, a_token_tells_the_roles_in_its_project) {
  let_lin_into(world.installation.enterprise, {access::Role::viewer});
  let_lin_into(world.installation.simple, {access::Role::viewer, access::Role::operator_});
  let_lin_into(world.other_workspace, {access::Role::admin});
  const auto roles_in = [](const http::Response& answer) {
    const auto body = json_of(answer);
    std::string names;
    for (const auto& role : *body.find("token")->find("roles")->if_array()) names += *role.find("name")->if_string() + " ";
    return names;
  };
  EXPECT_EQ(roles_in(sign_in("lin", "right password", R"({"project":{"name":"project"}})")), "operator viewer ");
  EXPECT_EQ(roles_in(sign_in("lin", "right password")), "");
  ASSERT_EQ(patch_lin(R"({"system_admin":true})").status, 200);
  EXPECT_EQ(roles_in(sign_in("lin", "right password")), "system_administrator ");
}

TEST_F(SignInCalls, a_body_that_is_no_sign_in_is_named) {
  const auto answer = world.send({.method = Method::post,
                                  .target = "/v3/auth/tokens",
                                  .headers = {{"content-type", "application/json"}},
                                  .body = R"({"auth":{}})"});
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(text_member(answer, "error_msg").find("/auth/identity"), std::string::npos) << answer.body;
}

TEST_F(SignInCalls, a_client_that_names_its_region_gets_the_one_project) {
  const auto member = world.make_key("dev");
  EXPECT_EQ(projects_seen(member, "?name=eu-region-1"), 1U);
  EXPECT_EQ(projects_seen(member, "?name=project"), 1U);
  EXPECT_EQ(projects_seen(member, ""), 1U);

  const auto administrator = world.make_key("root");
  EXPECT_EQ(projects_seen(administrator, ""), 2U) << "the system administrator may enter all";
  EXPECT_EQ(projects_seen(administrator, "?name=elsewhere"), 1U);
  EXPECT_EQ(projects_seen(administrator, "?name=eu-region-1"), 1U) << "the home of their key";
}

TEST_F(SignInCalls, the_one_domain_and_users_are_found) {
  const auto domains = world.send(world.by("viewer", {.target = "/v3/auth/domains"}));
  EXPECT_NE(domains.body.find(R"("name":"default")"), std::string::npos) << domains.body;

  const auto self = world.send(world.by("viewer", {.target = "/v3/users?name=viewer"}));
  EXPECT_NE(self.body.find(world.installation.user("viewer").text()), std::string::npos) << self.body;
  const auto other = world.send(world.by("viewer", {.target = "/v3/users?name=admin"}));
  EXPECT_EQ(json_of(other).find("users")->if_array()->size(), 0U) << other.body;
  const auto all = world.send(world.by("root", {.target = "/v3/users"}));
  EXPECT_GT(json_of(all).find("users")->if_array()->size(), 10U);
}

TEST_F(SignInCalls, a_deleted_key_counts_no_more) {
  const auto key = world.make_key("dev");
  const ApiCall call{.target = "/v3/projects"};
  ASSERT_EQ(world.send(world.signed_by(key, call)).status, 200);
  const auto path = "/api/v1/users/" + world.installation.user("dev").text() + "/access-keys/" + key.access;

  EXPECT_EQ(world.send(world.by("dev", {.method = Method::delete_, .target = path})).status, 204);

  EXPECT_EQ(world.send(world.signed_by(key, call)).status, 401);
  EXPECT_EQ(error_code_of(world.send(world.by("dev", {.method = Method::delete_, .target = path}))), "key.not_found");
}

TEST_F(SignInCalls, a_known_key_with_a_wrong_secret_is_answered_as_an_unknown_one) {
  const auto key = world.make_key("dev");
  const auto now = world.installation.clock.now();
  const auto send = [&](const ApiKey& with, base::Instant at) {
    return world.send(world.signed_by(with, {.method = Method::post, .target = world.v1("/jobs"), .body = "{}"}, at));
  };
  const ApiKey wrong{key.access, "wrong secret"};
  const ApiKey unknown{"NOBODYHASTHISKEY0000", key.secret};

  for (const auto at : {now, now - hours{1}}) {
    const auto answer = send(wrong, at);
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.body, send(unknown, at).body);
    EXPECT_EQ(answer.headers, send(unknown, at).headers);
  }
}

TEST_F(SignInCalls, an_old_signature_is_refused) {
  const auto key = world.make_key("dev");
  const auto now = world.installation.clock.now();
  const ApiCall call{.target = "/v3/projects"};
  EXPECT_EQ(world.send(world.signed_by(key, call, now - http::signature_window)).status, 200);
  EXPECT_EQ(world.send(world.signed_by(key, call, now - http::signature_window - seconds{1})).status, 401);
  EXPECT_EQ(world.send(world.signed_by(key, call, now + http::signature_window + seconds{1})).status, 401);
}

}  // namespace
}  // namespace slipway::test
