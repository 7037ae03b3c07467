// What is taken back between the sign-in of a call and its write counts: every operation that writes, on both databases.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "adapters/http/api_world.h"
#include "app/people/manage_users.h"
#include "app/ports/people/workspace_repository.h"
#include "generated/api/operations.h"

namespace slipway::test {
namespace {

using http::Method;

Method to_method(std::string_view text) {
  for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_})
    if (http::to_text(method) == text) return method;
  ADD_FAILURE() << "no method " << text;
  return Method::get;
}

bool writes(const contract::Operation& operation) {
  return operation.effect == contract::Effect::write && operation.action != contract::Action::open;
}
bool has_workspace(const contract::Operation& operation) { return operation.workspace != contract::WorkspaceFrom::none; }

std::string script_named_9() {
  return R"({"name":"9","type":"Shell","content":"true","directory":"/","configuration":{},"connectionName":""})";
}

class TakenBack : public ::testing::TestWithParam<store::Dialect> {
 protected:
  // A body that is a request; what it names need not be there, since the caller is looked at before.
  std::string body_of(const contract::Operation& operation) const {
    const auto root = world.installation.user("root").text();
    const std::map<std::string_view, std::string> bodies{
        {"CreateScript", script_named_9()},
        {"UpdateScript", script_named_9()},
        {"CreateJob", dummy_job("9")},
        {"UpdateJob", dummy_job("9")},
        {"CreateFactoryPendingItemsPackage", R"({"apply_user_id":")" + root +
                                                 R"(","package_name":"p","pending_item_list":["9"],"approver_ids":[")" + root +
                                                 R"("]})"},
        {"DeployFactoryPackages", R"({"package_ids":["9"]})"},
        {"CancelFactoryPackages", R"({"package_ids":["9"]})"},
        {"CreateUser", R"({"name":"lin","password":"a long enough one"})"},
        {"UpdateUser", R"({"disabled":false})"},
        {"SetUserPassword", R"({"password":"a long enough one"})"},
        {"CreateProject", R"({"name":"orchard"})"},
        {"CreateWorkspace", R"({"project_id":")" + world.installation.project.text() + R"(","name":"fresh"})"},
        {"SetMember", R"({"roles":["viewer"]})"},
    };
    const auto found = bodies.find(operation.name);
    return found == bodies.end() ? std::string() : found->second;
  }

  // By the system administrator, on the account of another user.
  http::Response send(const contract::Operation& operation, std::string_view person) {
    auto path = world.path_of(operation);
    const std::string nobody(32, 'f');
    if (const auto at = path.find(nobody); at != std::string::npos)
      path.replace(at, nobody.size(), world.installation.user("viewer").text());
    return world.send(world.by(person, {.method = to_method(operation.method), .target = path, .body = body_of(operation)}));
  }

  void change(std::string_view person, const app::UserChange& change) {
    must(world.installation.store().write([&](app::Tx& tx) -> Result<void> {
      TRY_LET(user, app::get_user(tx, world.installation.user(person).text()));
      user.is_disabled = change.is_disabled.value_or(user.is_disabled);
      user.is_system_administrator = change.is_system_administrator.value_or(user.is_system_administrator);
      return tx.people().update_user(user);
    }));
  }
  void set_roles(std::string_view person, access::Roles roles) {
    must(world.installation.store().write([&](app::Tx& tx) {
      return tx.workspaces().set_roles(world.installation.enterprise.id, world.installation.user(person), roles);
    }));
  }

  ApiWorld world{GetParam()};
  std::function<void()>& before_next_write = world.installation.interrupted.before_next_write;
};
INSTANTIATE_TEST_SUITE_P(Store, TakenBack, each_dialect(), dialect_name);

TEST_P(TakenBack, a_user_disabled_after_signing_in_writes_nothing) {
  for (const auto& operation : api::operations()) {
    if (!writes(operation)) continue;
    before_next_write = [&] { change("root", {.is_disabled = true, .is_system_administrator = {}}); };

    const auto answer = send(operation, "root");

    EXPECT_FALSE(before_next_write) << operation.name << " came to no write: " << answer.body;
    EXPECT_EQ(answer.status, 401) << operation.name << " " << answer.body;
    change("root", {.is_disabled = false, .is_system_administrator = {}});
  }
}

TEST_P(TakenBack, an_administrator_demoted_after_signing_in_writes_nothing) {
  for (const auto& operation : api::operations()) {
    if (!writes(operation)) continue;
    before_next_write = [&] { change("root", {.is_disabled = {}, .is_system_administrator = false}); };

    const auto answer = send(operation, "root");

    EXPECT_FALSE(before_next_write) << operation.name << " came to no write: " << answer.body;
    const int no_such_workspace = operation.face == contract::Face::native ? 404 : 400;
    EXPECT_EQ(answer.status, has_workspace(operation) ? no_such_workspace : 403) << operation.name << " " << answer.body;
    change("root", {.is_disabled = {}, .is_system_administrator = true});
  }
}

TEST_P(TakenBack, a_role_taken_after_signing_in_writes_nothing) {
  for (const auto& operation : api::operations()) {
    if (!writes(operation) || !has_workspace(operation)) continue;
    set_roles("admin", {access::Role::admin});
    before_next_write = [&] { set_roles("admin", {access::Role::viewer}); };

    const auto answer = send(operation, "admin");

    EXPECT_FALSE(before_next_write) << operation.name << " came to no write: " << answer.body;
    EXPECT_EQ(answer.status, 403) << operation.name << " " << answer.body;
  }
}

TEST_P(TakenBack, a_token_or_key_ended_after_signing_in_writes_nothing) {
  const auto keys = "/api/v1/users/" + world.installation.user("dev").text() + "/access-keys";
  before_next_write = [&] {
    must(world.installation.store().write(
        [&](app::Tx& tx) { return tx.people().delete_tokens_of(world.installation.user("dev")); }));
  };
  EXPECT_EQ(world.send(world.by("dev", {.method = Method::post, .target = keys})).status, 401);

  const auto key = world.make_key("dev");
  before_next_write = [&] {
    must(world.installation.store().write(
        [&](app::Tx& tx) { return tx.people().delete_key(world.installation.user("dev"), std::nullopt, key.access); }));
  };
  EXPECT_EQ(world.send(world.signed_by(key, {.method = Method::post, .target = keys})).status, 401);
}

}  // namespace
}  // namespace slipway::test
