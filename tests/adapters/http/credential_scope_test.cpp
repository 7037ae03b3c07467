// A token or key of one project opens nothing of another: every operation that has no project in its path.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/api_world.h"
#include "base/digest.h"
#include "generated/api/operations.h"

namespace slipway::test {
namespace {

using http::Method;
using Words = std::vector<std::string>;

class CredentialScope : public ::testing::Test {
 protected:
  CredentialScope() {
    const auto now = world.installation.clock.now();
    for (const auto* person : {"root", "dev"})
      must(world.installation.store().write([&](app::Tx& tx) {
        return tx.people().insert_token({.digest = base::sha256_hex(token_here(person)),
                                         .user = world.installation.user(person),
                                         .project = world.installation.project,
                                         .issued_at = now,
                                         .expires_at = now + std::chrono::hours{24}});
      }));
  }

  static std::string token_here(std::string_view person) { return "token for the project of " + std::string(person); }
  // With a token that is for the installation's project only.
  http::Response here(std::string_view person, Method method, const std::string& target, const std::string& body = {}) {
    return world.send(ApiCall{.method = method, .target = target, .body = body}.with("x-auth-token", token_here(person)));
  }
  http::Response root(Method method, const std::string& target, const std::string& body = {}) {
    return here("root", method, target, body);
  }

  static Words names(const http::Response& answer, std::string_view list, std::string_view member = "name") {
    Words words;
    const auto body = json_of(answer);
    const auto* rows = body.find(list);
    if (rows == nullptr || rows->if_array() == nullptr) return {"no " + std::string(list) + ": " + answer.body};
    for (const auto& row : *rows->if_array()) words.push_back(*row.find(member)->if_string());
    return words;
  }
  std::string keys_of(std::string_view person) {
    return "/api/v1/users/" + world.installation.user(person).text() + "/access-keys";
  }
  std::string elsewhere() const { return R"({"project_id":")" + world.other_project.text() + R"("})"; }

  ApiWorld world;
};

// What is not in this list has a project in its path, which sign-in holds against the credential.
TEST_F(CredentialScope, these_are_the_operations_without_a_project_in_their_path) {
  std::set<std::string_view> found;
  for (const auto& operation : api::operations())
    if (operation.action != contract::Action::open && !operation.position_of("project_id")) found.insert(operation.name);

  EXPECT_EQ(found, (std::set<std::string_view>{"KeystoneListProjects",
                                               "KeystoneListDomains",
                                               "KeystoneListUsers",                   // the test of lists
                                               "ListProjects",
                                               "ListWorkspaces",
                                               "ListAccessKeys",                                   // likewise
                                               "CreateWorkspace",
                                               "CreateAccessKey",
                                               "DeleteAccessKey",
                                               "SetUserPassword",           // one test each
                                               "CreateUser",
                                               "UpdateUser",
                                               "ListUsers",
                                               "CreateProject",
                                               "ListInstallationAudit",    // of all projects
                                               "ListServerTasks",          // of the server
                                               "ListMembers",
                                               "ShowMember",
                                               "SetMember",
                                               "RemoveMember",
                                               "ListAudit",                // of a workspace
                                               "CreateTestRun",
                                               "ShowInstance",
                                               "ShowNodeLog",
                                               "ListProductionJobs",
                                               "ListPackageStarts",
                                               "ListGenerations",
                                               "ListGenerationObjects"}));
}

TEST_F(CredentialScope, lists_show_that_project) {
  must(world.installation.store().write([&](app::Tx& tx) -> Result<void> {
    for (const auto& [access, home] :
         {std::pair{"SWHERE", world.installation.project}, std::pair{"SWTHERE", world.other_project}})
      TRY(tx.people().insert_key({.access = access,
                                  .user = world.installation.user("dev"),
                                  .home_project = home,
                                  .is_for_home_only = false,
                                  .sealed_secret = "sealed",
                                  .description = {},
                                  .created_at = world.installation.clock.now()}));
    return {};
  }));

  EXPECT_EQ(names(root(Method::get, "/api/v1/projects"), "items"), Words{"project"});
  EXPECT_EQ(names(root(Method::get, "/api/v1/projects?after=project"), "items"), Words{});
  EXPECT_EQ(names(root(Method::get, "/v3/projects"), "projects"), Words{"project"});
  EXPECT_EQ(names(root(Method::get, "/v3/users"), "users"), Words{"root"});
  EXPECT_EQ(names(root(Method::get, "/api/v1/workspaces"), "items"), (Words{"solo", "team"}));
  EXPECT_EQ(names(root(Method::get, "/api/v1/workspaces?project_id=" + world.other_project.text()), "items"), Words{});
  EXPECT_EQ(names(here("dev", Method::get, keys_of("dev")), "items", "access_key"), Words{"SWHERE"});
  EXPECT_EQ(here("dev", Method::delete_, keys_of("dev") + "/SWTHERE").status, 404);
  EXPECT_EQ(here("dev", Method::delete_, keys_of("dev") + "/SWHERE").status, 204);
}

TEST_F(CredentialScope, a_workspace_is_made_in_that_project_only) {
  EXPECT_EQ(error_code_of(root(Method::post, "/api/v1/workspaces",
                               R"({"project_id":")" + world.other_project.text() + R"(","name":"fresh"})")),
            "project.forbidden");
  EXPECT_EQ(
      root(Method::post, "/api/v1/workspaces", R"({"project_id":")" + world.installation.project.text() + R"(","name":"fresh"})")
          .status,
      201);
}

TEST_F(CredentialScope, a_key_made_with_it_is_for_that_project_only_too) {
  EXPECT_EQ(error_code_of(root(Method::post, keys_of("root"), elsewhere())), "project.forbidden");

  const auto made = root(Method::post, keys_of("root"));

  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(text_member(made, "project_id"), world.installation.project.text());
  const ApiKey key{text_member(made, "access_key"), text_member(made, "secret_key")};
  EXPECT_EQ(names(world.send(world.signed_by(key, {.target = "/v3/projects"})), "projects"), Words{"project"});
  const auto there =
      ApiCall{.target = "/v1/" + world.other_project.text() + "/jobs"}.with("workspace", world.other_workspace.id.text());
  EXPECT_EQ(error_code_of(world.send(world.signed_by(key, there))), "APIGW.0305");
  EXPECT_EQ(world.send(world.signed_by(key, {.method = Method::post, .target = keys_of("root"), .body = elsewhere()})).status,
            403);
}

TEST_F(CredentialScope, what_belongs_to_all_projects_is_closed) {
  for (const auto& operation : api::operations()) {
    if (operation.action != contract::Action::administer) continue;
    const auto method = operation.method == "GET" ? Method::get : operation.method == "PATCH" ? Method::patch : Method::post;
    const auto answer = root(method, world.path_of(operation));
    EXPECT_EQ(answer.status, 403) << operation.name;
    EXPECT_EQ(error_code_of(answer), "access.forbidden") << operation.name;
  }
}

TEST_F(CredentialScope, the_account_of_somebody_else_is_closed) {
  EXPECT_EQ(root(Method::get, keys_of("dev")).status, 403);
  EXPECT_EQ(root(Method::post, keys_of("dev")).status, 403);
  EXPECT_EQ(root(Method::delete_, keys_of("dev") + "/SWANY").status, 403);
  EXPECT_EQ(root(Method::put, "/api/v1/users/" + world.installation.user("dev").text() + "/password",
                 R"({"password":"a long enough one"})")
                .status,
            403);
}

TEST_F(CredentialScope, a_workspace_of_another_project_is_not_there) {
  for (const auto& operation : api::operations()) {
    if (operation.workspace != contract::WorkspaceFrom::path) continue;
    auto path = world.path_of(operation);
    const auto& own = world.installation.enterprise.id.text();
    path.replace(path.find(own), own.size(), world.other_workspace.id.text());
    const auto method = operation.method == "GET"    ? Method::get
                        : operation.method == "PUT"  ? Method::put
                        : operation.method == "POST" ? Method::post
                                                     : Method::delete_;
    EXPECT_EQ(error_code_of(root(method, path)), "workspace.not_found") << operation.name;
  }
}

}  // namespace
}  // namespace slipway::test
