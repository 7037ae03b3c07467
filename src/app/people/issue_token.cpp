#include "app/people/issue_token.h"

#include <algorithm>

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

std::vector<Project> those_named(const std::vector<Project>& projects, const std::string& name) {
  std::vector<Project> named;
  std::copy_if(projects.begin(), projects.end(), std::back_inserter(named),
               [&](const Project& project) { return project.name == name; });
  return named;
}

// A name that is not there is refused, also that of a region: another project than the one named would be changed unseen.
Result<std::optional<Project>> find_scope(Tx& tx, const User& user, const TokenRequest& request) {
  if (request.project_id) {
    TRY_LET(project, enter_project(tx, {.user = user}, *request.project_id));
    return std::optional<Project>{std::move(project)};
  }
  if (!request.project_name) return std::optional<Project>{};
  TRY_LET(projects, list_projects_to_enter(tx, {.user = user}));
  auto named = those_named(projects, *request.project_name);
  if (named.empty())
    return base::forbidden("project.forbidden", "you have no access to project '" + request.project_name->substr(0, 64) + "'");
  return std::optional<Project>{std::move(named.front())};
}

base::Error refused_password() { return base::unauthenticated("sign_in.refused", "user name or password is not right"); }

}  // namespace

Result<std::vector<Project>> list_projects_to_enter(Tx& tx, const SignedIn& signed_in) {
  const auto& user = signed_in.user;
  TRY_LET(projects, user.is_system_administrator ? tx.workspaces().list_projects({}, all_projects)
                                                 : tx.workspaces().list_projects_of(user.id, {}, all_projects));
  if (signed_in.only_project)
    std::erase_if(projects, [&](const Project& project) { return project.id != *signed_in.only_project; });
  return std::move(projects);
}

Result<std::optional<catalog::UserId>> find_user_named_by(Context& context, const TokenRequest& request) {
  TRY_LET(user, context.store.read([&](Tx& tx) { return find_user_to_sign_in(tx, request); }));
  return user ? std::optional(user->id) : std::nullopt;
}

Result<IssuedToken> issue_token(Context& context, const TokenRequest& request) {
  TRY_LET(seen, context.store.read([&](Tx& tx) { return find_user_to_sign_in(tx, request); }));
  if (!is_right_password(seen, request.password)) return refused_password();

  IssuedToken made;
  made.text = context.random.letters_and_digits(64);
  made.token.digest = base::sha256_hex(made.text);
  made.token.user = seen->id;
  made.token.issued_at = context.clock.now();
  made.token.expires_at = made.token.issued_at + request.lifetime;
  return context.store.write([&](Tx& tx) -> Result<IssuedToken> {
    auto issued = made;
    TRY_LET(users, tx.people().lock_users(seen->id, seen->id));
    const bool still_stands = !users.empty() && !users.front().is_disabled && users.front().password_hash == seen->password_hash;
    if (!still_stands) return refused_password();
    issued.user = std::move(users.front());
    TRY_LET(scope, find_scope(tx, issued.user, request));
    issued.project = std::move(scope);
    if (issued.project) {
      issued.token.project = issued.project->id;
      TRY_LET(roles, tx.workspaces().find_roles_in_project(issued.project->id, issued.user.id));
      issued.roles = roles;
    }
    TRY(tx.people().insert_token(issued.token));
    return issued;
  });
}

Result<std::vector<Project>> choose_projects_named(Context& context, const SignedIn& signed_in,
                                                   const std::optional<std::string>& name) {
  return context.store.read([&](Tx& tx) -> Result<std::vector<Project>> {
    TRY_LET(projects, list_projects_to_enter(tx, signed_in));
    if (!name) return std::move(projects);
    auto named = those_named(projects, *name);
    if (!named.empty()) return named;
    if (projects.size() == 1) return std::move(projects);
    if (signed_in.home_project)
      std::copy_if(projects.begin(), projects.end(), std::back_inserter(named),
                   [&](const Project& project) { return project.id == *signed_in.home_project; });
    return named;
  });
}

}  // namespace slipway::app
