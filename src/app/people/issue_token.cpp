#include "app/people/issue_token.h"

#include <algorithm>

#include "app/people/identify_caller.h"
#include "base/digest.h"
#include "base/password_hash.h"

namespace slipway::app {

namespace {

constexpr std::int64_t all_projects = 100'000;

Result<std::optional<User>> find_user_to_sign_in(Tx& tx, const TokenRequest& request) {
  if (request.is_elsewhere) return std::optional<User>{};
  if (request.user_id) {
    const auto id = catalog::UserId::parse(*request.user_id);
    if (!id) return std::optional<User>{};
    return tx.people().find_user(*id);
  }
  if (!request.user_name) return std::optional<User>{};
  return tx.people().find_user_named(*request.user_name);
}

// As long for a user that does not exist as for one that does.
bool is_right_password(const std::optional<User>& user, const std::string& password) {
  static const std::string nobodys_hash = base::hash_password("nobody has this password");
  return base::verify_password(user ? user->password_hash : nobodys_hash, password) && user.has_value();
}

Result<std::vector<Project>> list_projects_to_enter(Tx& tx, const User& user) {
  return user.is_system_administrator ? tx.workspaces().list_projects({}, all_projects)
                                      : tx.workspaces().list_projects_of(user.id, {}, all_projects);
}

std::vector<Project> those_named(const std::vector<Project>& projects, const std::string& name) {
  std::vector<Project> named;
  std::copy_if(projects.begin(), projects.end(), std::back_inserter(named),
               [&](const Project& project) { return project.name == name; });
  return named;
}

// A name that is not there is refused, also that of a region: another project than the one named would be changed unseen.
Result<std::optional<Project>> find_scope(Context& context, const User& user, const TokenRequest& request) {
  if (request.project_id) {
    TRY_LET(placed,
            place_caller(context, {.user = user}, {.project = request.project_id, .workspace = {}, .needs_workspace = false}));
    return std::move(placed.project);
  }
  if (!request.project_name) return std::optional<Project>{};
  TRY_LET(projects, context.store.read([&](Tx& tx) { return list_projects_to_enter(tx, user); }));
  auto named = those_named(projects, *request.project_name);
  if (named.empty())
    return base::forbidden("project.forbidden", "you have no access to project '" + request.project_name->substr(0, 64) + "'");
  return std::optional<Project>{std::move(named.front())};
}

}  // namespace

Result<std::optional<catalog::UserId>> find_user_named_by(Context& context, const TokenRequest& request) {
  TRY_LET(user, context.store.read([&](Tx& tx) { return find_user_to_sign_in(tx, request); }));
  return user ? std::optional(user->id) : std::nullopt;
}

Result<IssuedToken> issue_token(Context& context, const TokenRequest& request) {
  TRY_LET(user, context.store.read([&](Tx& tx) { return find_user_to_sign_in(tx, request); }));
  const bool is_let_in = is_right_password(user, request.password) && !user->is_disabled;
  if (!is_let_in) return base::unauthenticated("sign_in.refused", "user name or password is not right");
  TRY_LET(scope, find_scope(context, *user, request));

  IssuedToken issued;
  issued.text = context.random.letters_and_digits(64);
  issued.user = std::move(*user);
  issued.project = std::move(scope);
  issued.token.digest = base::sha256_hex(issued.text);
  issued.token.user = issued.user.id;
  if (issued.project) {
    issued.token.project = issued.project->id;
    TRY_LET(roles, context.store.read(
                       [&](Tx& tx) { return tx.workspaces().find_roles_in_project(issued.project->id, issued.user.id); }));
    issued.roles = roles;
  }
  issued.token.issued_at = context.clock.now();
  issued.token.expires_at = issued.token.issued_at + request.lifetime;
  TRY(context.store.write([&](Tx& tx) { return tx.people().insert_token(issued.token); }));
  return issued;
}

Result<std::vector<Project>> choose_projects_named(Context& context, const User& user,
                                                   const std::optional<catalog::ProjectId>& home,
                                                   const std::optional<std::string>& name) {
  return context.store.read([&](Tx& tx) -> Result<std::vector<Project>> {
    TRY_LET(projects, list_projects_to_enter(tx, user));
    if (!name) return std::move(projects);
    auto named = those_named(projects, *name);
    if (!named.empty()) return named;
    if (projects.size() == 1) return std::move(projects);
    if (home)
      std::copy_if(projects.begin(), projects.end(), std::back_inserter(named),
                   [&](const Project& project) { return project.id == *home; });
    return named;
  });
}

}  // namespace slipway::app
