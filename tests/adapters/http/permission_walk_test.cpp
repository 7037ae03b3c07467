// Every operation of the contract, as everybody: through the whole pipeline, over a real store. The page of who may do what
// is tests/golden/operation_permissions.txt.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "adapters/http/api_world.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/people/workspace_repository.h"
#include "app/ports/release/environment_repository.h"
#include "generated/api/operations.h"
#include "support/golden.h"

namespace slipway::test {
namespace {

using contract::Face;

http::Method to_method(std::string_view text) {
  for (const auto method : {http::Method::get, http::Method::post, http::Method::put, http::Method::patch, http::Method::delete_})
    if (http::to_text(method) == text) return method;
  ADD_FAILURE() << "no method " << text;
  return http::Method::get;
}

bool is_open(const contract::Operation& operation) { return operation.action == contract::Action::open; }
bool has_project(const contract::Operation& operation) { return operation.position_of("project_id").has_value(); }
bool has_workspace(const contract::Operation& operation) { return operation.workspace != contract::WorkspaceFrom::none; }
bool is_compatible(const contract::Operation& operation) {
  return operation.face != Face::native && operation.face != Face::plain;
}

// What the answer of a workspace that does not exist is.
std::string absent_workspace_code(const contract::Operation& operation) {
  if (operation.face == Face::native) return "workspace.not_found";
  return operation.face == Face::v2 ? "DLF.20819" : "DLF.0819";
}

class PermissionWalk : public ::testing::Test {
 protected:
  // Of nothing that exists, with a body that is no request: who is let in is told so by another refusal, and changes nothing.
  ApiCall call_of(const contract::Operation& operation) const {
    return {.method = to_method(operation.method), .target = world.path_of(operation)};
  }

  http::Response send_as(std::string_view person, const contract::Operation& operation) {
    return world.send(world.by(person, call_of(operation)));
  }

  // One word for how far somebody comes.
  std::string fate_of(const http::Response& answer, const contract::Operation& operation) {
    const auto code = error_code_of(answer);
    const auto forbidden = is_compatible(operation) ? "DLF.6888" : "access.forbidden";
    if (answer.status == 401) return "401";
    if (answer.status == 403) return code == forbidden ? "no" : "403 " + code;
    if (!code.empty() && code == absent_workspace_code(operation)) return "no workspace";
    return answer.status == 500 ? "500" : "yes";
  }

  // Rows that tell of something done, which a refusal is not.
  std::string state_of_store() {
    const auto count = must(world.installation.store().read([&](app::Tx& tx) -> Result<std::size_t> {
      TRY_LET(audit, tx.audit().list(world.installation.enterprise.id, 0, 1'000));
      std::erase_if(audit, [](const app::AuditRow& row) { return row.entry.action == "access.refused"; });
      TRY_LET(users, tx.people().list_users({}, 1'000));
      return audit.size() * 1'000 + users.size();
    }));
    return std::to_string(count);
  }

  ApiWorld world;
};

TEST_F(PermissionWalk, nobody_gets_past_the_door_without_credentials) {
  for (const auto& operation : api::operations()) {
    if (is_open(operation)) continue;
    const auto answer = world.send(call_of(operation));
    EXPECT_EQ(answer.status, 401) << operation.name;
    EXPECT_EQ(error_code_of(answer), is_compatible(operation) ? "APIGW.0301" : "sign_in.refused") << operation.name;
  }
}

TEST_F(PermissionWalk, nobody_gets_past_the_door_with_bad_credentials) {
  const auto key = world.make_key("admin");
  const ApiKey wrong_secret{key.access, "not the secret"};
  const ApiKey unknown{"SWNOBODY", key.secret};
  for (const auto& operation : api::operations()) {
    if (is_open(operation)) continue;
    const auto call = call_of(operation);
    EXPECT_EQ(world.send(call.with("x-auth-token", "a token that was never issued")).status, 401) << operation.name;
    EXPECT_EQ(world.send(world.signed_by(wrong_secret, call)).status, 401) << operation.name;
    EXPECT_EQ(world.send(world.signed_by(unknown, call)).status, 401) << operation.name;
  }
}

TEST_F(PermissionWalk, another_project_is_closed_and_looks_like_one_that_does_not_exist) {
  const std::string nowhere(32, '0');
  for (const auto& operation : api::operations()) {
    if (!has_project(operation)) continue;
    const auto from_outside = send_as("outsider", operation);
    EXPECT_EQ(from_outside.status, 403) << operation.name;
    EXPECT_EQ(error_code_of(from_outside), "APIGW.0305") << operation.name;

    auto path = world.path_of(operation);
    const auto& own = world.installation.project.text();
    const auto at = path.find(own);
    for (const auto& project : {world.other_project.text(), nowhere}) {
      path.replace(at, own.size(), project);
      const auto answer = world.send(world.by("admin", {.method = to_method(operation.method), .target = path}));
      EXPECT_EQ(answer.status, 403) << operation.name;
      EXPECT_EQ(error_code_of(answer), "APIGW.0305") << operation.name;
      EXPECT_EQ(text_member(answer, "error_msg"), "you have no access to project '" + project + "'") << operation.name;
    }
  }
}

TEST_F(PermissionWalk, a_workspace_of_another_project_does_not_exist_here) {
  for (const auto& operation : api::operations()) {
    if (operation.workspace != contract::WorkspaceFrom::header) continue;
    for (const auto& workspace : {world.other_workspace.id.text(), std::string(32, '0'), std::string("team")}) {
      const auto answer = world.send(world.by("admin", call_of(operation).with("workspace", workspace)));
      EXPECT_EQ(answer.status, 400) << operation.name;
      EXPECT_EQ(error_code_of(answer), absent_workspace_code(operation)) << operation.name;
    }
  }
}

TEST_F(PermissionWalk, without_the_header_the_workspace_is_the_one_named_default) {
  const auto& operation = api::operation(api::OperationId::list_jobs);
  EXPECT_EQ(error_code_of(world.send(call_of(operation).with("x-auth-token", world.token_of("admin")))), "DLF.0819");

  auto& installation = world.installation;
  must(installation.store().write([&](app::Tx& tx) -> Result<void> {
    const catalog::WorkspaceId id{installation.random.hex_id()};
    TRY(tx.workspaces().insert({.id = id,
                                .project = installation.project,
                                .name = "default",
                                .mode = catalog::WorkspaceMode::enterprise,
                                .created_at = installation.clock.now()},
                               installation.user("root")));
    TRY(tx.environments().insert(id, catalog::production_name));
    return tx.workspaces().set_roles(id, installation.user("admin"), access::Roles{access::Role::viewer});
  }));

  EXPECT_EQ(world.send(call_of(operation).with("x-auth-token", world.token_of("admin"))).status, 200);
}

// The columns: somebody of another project; one who may enter the project but has no role in the workspace; each role; the
// system administrator.
TEST_F(PermissionWalk, who_may_call_what_is_on_one_page) {
  world.make_key("stranger");  // at home in the project
  const std::array columns{"outsider", "stranger", "viewer", "operator", "deployer", "dev", "admin", "root"};
  const auto before = state_of_store();
  std::string page = "operation";
  for (const auto* column : columns) page += std::string(" | ") + (std::string_view(column) == "dev" ? "developer" : column);
  page += "\n";
  for (const auto& operation : api::operations()) {
    if (is_open(operation)) continue;
    page += operation.name;
    for (const auto* person : columns) page += " | " + fate_of(send_as(person, operation), operation);
    page += "\n";
  }

  expect_golden("operation_permissions.txt", page);
  EXPECT_EQ(state_of_store(), before) << "the walk changed something";
}

TEST_F(PermissionWalk, no_role_in_the_workspace_is_answered_like_no_workspace_to_the_letter) {
  world.make_key("stranger");
  for (const auto& operation : api::operations()) {
    if (!has_workspace(operation)) continue;
    const auto without_role = send_as("stranger", operation);
    auto call = call_of(operation);
    const auto& own = world.installation.enterprise.id.text();
    const std::string absent(32, '0');
    if (const auto at = call.target.find(own); at != std::string::npos) call.target.replace(at, own.size(), absent);
    auto from_nowhere = world.send(world.by("admin", call.with("workspace", absent)));

    EXPECT_EQ(without_role.status, from_nowhere.status) << operation.name;
    auto body = from_nowhere.body;
    for (auto at = body.find(absent); at != std::string::npos; at = body.find(absent)) body.replace(at, absent.size(), own);
    EXPECT_EQ(without_role.body, body) << operation.name;
  }
}

TEST_F(PermissionWalk, a_developer_runs_jobs_of_a_simple_workspace) {
  for (const auto& operation : api::operations()) {
    if (operation.action != contract::Action::operate) continue;
    const auto in_simple = call_of(operation).with("workspace", world.installation.simple.id.text());
    EXPECT_EQ(fate_of(world.send(world.by("dev", in_simple)), operation), "yes") << operation.name;
    EXPECT_EQ(fate_of(world.send(world.by("deployer", in_simple)), operation), "no") << operation.name;
  }
}

TEST_F(PermissionWalk, one_s_own_account_is_open_to_everybody) {
  const auto own = "/api/v1/users/" + world.installation.user("viewer").text();

  EXPECT_EQ(world.send(world.by("viewer", {.target = own + "/access-keys"})).status, 200);
  EXPECT_EQ(world.send(world.by("admin", {.target = own + "/access-keys"})).status, 403);
  EXPECT_EQ(world.send(world.by("root", {.target = own + "/access-keys"})).status, 200);
}

}  // namespace
}  // namespace slipway::test
