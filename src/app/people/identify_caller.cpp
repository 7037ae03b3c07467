#include "app/people/identify_caller.h"

#include <algorithm>

#include "app/access/authorize.h"
#include "app/people/manage_keys.h"
#include "base/digest.h"

namespace slipway::app {

namespace {

catalog::UserId nobody() { return catalog::UserId{std::string(32, '0')}; }

Result<SignedIn> sign_in_by_token(Tx& tx, const std::string& token, base::Instant now) {
  TRY_LET(found, tx.people().find_token(base::sha256_hex(token)));
  if (!found || found->expires_at <= now) return refused_sign_in("the token is not known or has ended");
  TRY_LET(user, tx.people().find_user(found->user));
  if (!user || user->is_disabled) return refused_sign_in("the user of the token is disabled");
  return SignedIn{.user = std::move(*user), .only_project = found->project, .credential = {.token_digest = found->digest}};
}

// The secret of the key. Where there is none, one that nobody has: sealing it takes as long as opening one.
Result<std::string> open_secret(const std::optional<AccessKey>& key, const base::SealingKey& sealing_key,
                                const std::string& access) {
  const auto sealed_as = "access_key/" + access;
  if (key) return sealing_key.open(key->sealed_secret, sealed_as);
  std::string nobodys(key_secret_size, '-');
  sealing_key.seal(nobodys, sealed_as);
  return nobodys;
}

Result<bool> may_enter(Tx& tx, const SignedIn& signed_in, const catalog::ProjectId& project) {
  if (signed_in.only_project && signed_in.only_project != project) return false;
  if (signed_in.user.is_system_administrator || signed_in.home_project == project) return true;
  return tx.workspaces().is_project_of(project, signed_in.user.id);
}

Result<std::optional<catalog::Workspace>> find_target_workspace(Tx& tx, const SignedIn& signed_in, const PlacedCaller& placed,
                                                                const CallTarget& target) {
  if (!target.workspace) {
    if (!placed.project) return std::optional<catalog::Workspace>{};
    return tx.workspaces().find(placed.project->id, "default");
  }
  const auto id = catalog::WorkspaceId::parse(*target.workspace);
  if (!id) return std::optional<catalog::Workspace>{};
  TRY_LET(workspace, tx.workspaces().find(*id));
  const auto project = placed.project ? std::optional(placed.project->id) : signed_in.only_project;
  const bool is_elsewhere = workspace && project && workspace->project != *project;
  if (is_elsewhere) return std::optional<catalog::Workspace>{};
  return std::move(workspace);
}

Result<PlacedCaller> place(Tx& tx, const SignedIn& signed_in, const CallTarget& target) {
  PlacedCaller placed;
  placed.caller = {.user = signed_in.user.id,
                   .name = signed_in.user.name,
                   .is_system_administrator = signed_in.user.is_system_administrator,
                   .roles = {},
                   .only_project = signed_in.only_project,
                   .credential = signed_in.credential};
  if (target.project) {
    TRY_LET(project, enter_project(tx, signed_in, *target.project));
    placed.project = std::move(project);
  }
  if (!target.needs_workspace) return placed;

  const auto not_found =
      workspace_not_found(target.workspace.value_or("default"),
                          target.project ? "name one of yours in the header workspace" : "GET /api/v1/workspaces lists yours");
  TRY_LET(workspace, find_target_workspace(tx, signed_in, placed, target));
  if (!workspace) return not_found;
  TRY_LET(roles, tx.workspaces().find_roles(workspace->id, signed_in.user.id));
  if (roles.empty() && !signed_in.user.is_system_administrator) return not_found;
  placed.caller.roles = roles;
  if (!placed.project) {
    TRY_LET(project, tx.workspaces().find_project(workspace->project));
    placed.project = std::move(project);
  }
  placed.workspace = std::move(workspace);
  return placed;
}

}  // namespace

Result<Project> enter_project(Tx& tx, const SignedIn& signed_in, const std::string& project) {
  const auto refused = base::forbidden("project.forbidden", "you have no access to project '" + project.substr(0, 64) + "'");
  const auto id = catalog::ProjectId::parse(project);
  if (!id) return refused;
  TRY_LET(found, tx.workspaces().find_project(*id));
  if (!found) return refused;
  TRY_LET(is_let_in, may_enter(tx, signed_in, *id));
  if (!is_let_in) return refused;
  return std::move(*found);
}

Result<KeyOwner> find_key_owner(Context& context, const base::SealingKey& sealing_key, const std::string& access,
                                const IsSignedWith& is_signed_with, const CallTarget& target, std::string* user_name) {
  return context.store.read([&](Tx& tx) -> Result<KeyOwner> {
    TRY_LET(key, tx.people().find_key(access));
    TRY_LET(user, tx.people().find_user(key ? key->user : nobody()));
    TRY_LET(secret, open_secret(key, sealing_key, access));
    const bool is_signed = is_signed_with(secret);
    if (!key) return refused_sign_in("nobody has this access key");
    if (!is_signed) return refused_sign_in("the signature does not fit the request and the secret of access key " + access);
    if (!user || user->is_disabled) return refused_sign_in("the user of access key " + access + " is disabled");
    SignedIn signed_in{.user = std::move(*user), .home_project = key->home_project, .credential = {.access_key = access}};
    if (key->is_for_home_only) signed_in.only_project = key->home_project;
    if (user_name != nullptr) *user_name = signed_in.user.name;
    TRY_LET(placed, place(tx, signed_in, target));
    return KeyOwner{std::move(signed_in), std::move(placed)};
  });
}

Result<TokenOwner> find_token_owner(Context& context, const std::string& token, const CallTarget& target,
                                    std::string* user_name) {
  const auto now = context.clock.now();
  return context.store.read([&](Tx& tx) -> Result<TokenOwner> {
    TRY_LET(signed_in, sign_in_by_token(tx, token, now));
    if (user_name != nullptr) *user_name = signed_in.user.name;
    TRY_LET(placed, place(tx, signed_in, target));
    return TokenOwner{std::move(signed_in), std::move(placed)};
  });
}

Result<void> check_token(Context& context, const std::string& token) {
  const auto now = context.clock.now();
  return context.store.read([&](Tx& tx) -> Result<void> {
    TRY(sign_in_by_token(tx, token, now));
    return {};
  });
}

Result<void> check_key(Context& context, const std::string& access) {
  return context.store.read([&](Tx& tx) -> Result<void> {
    TRY_LET(key, tx.people().find_key(access));
    TRY_LET(user, tx.people().find_user(key ? key->user : nobody()));
    if (!key || !user || user->is_disabled) return refused_sign_in("nobody has this access key, or its user is disabled");
    return {};
  });
}

Result<PlacedCaller> place_caller(Context& context, const SignedIn& signed_in, const CallTarget& target) {
  return context.store.read([&](Tx& tx) { return place(tx, signed_in, target); });
}

}  // namespace slipway::app
