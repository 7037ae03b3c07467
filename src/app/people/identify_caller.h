// Who calls, and with which roles they stand where they call. Everything is read anew for each request, so what is revoked
// counts no more at once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "app/ports/context.h"
#include "app/ports/people/people_repository.h"
#include "app/ports/people/workspace_repository.h"
#include "base/result.h"
#include "base/seal.h"

namespace slipway::app {

// Somebody whose credentials hold, before it is known where they call.
struct SignedIn {
  User user;
  std::optional<catalog::ProjectId> home_project{};  // of their access key
  std::optional<catalog::ProjectId> only_project{};  // that token or key is for; none: all that they may enter
  access::Credential credential{};
};

// Where a request goes.
struct CallTarget {
  std::optional<std::string> project{};    // as it stands in the path
  std::optional<std::string> workspace{};  // id; none: the one named default
  bool needs_workspace = false;
};

struct PlacedCaller {
  access::Caller caller;
  std::optional<Project> project;
  std::optional<catalog::Workspace> workspace;
};

struct KeyOwner {
  SignedIn signed_in;
  PlacedCaller placed;
};

// Was the request signed with this secret? Quick, since it is asked inside the look at the store.
using IsSignedWith = std::function<bool(std::string_view secret)>;

struct TokenOwner {
  SignedIn signed_in;
  PlacedCaller placed;
};

// Who calls and where they stand, in one look at the store: every request begins so.
// Error: sign_in.refused, the same after the same work whatever is wrong with the credentials: a key that nobody has, a wrong
// secret, a user who is disabled; its detail, for the log, says which. Where they may not stand: the errors of place_caller.
// user_name is set as soon as the credentials hold, so that those too can be told of them.
Result<KeyOwner> find_key_owner(Context& context, const base::SealingKey& sealing_key, const std::string& access,
                                const IsSignedWith& is_signed_with, const CallTarget& target, std::string* user_name = nullptr);
Result<TokenOwner> find_token_owner(Context& context, const std::string& token, const CallTarget& target,
                                    std::string* user_name = nullptr);

// Is somebody known by it, before anything large is read of them? Error: sign_in.refused.
Result<void> check_token(Context& context, const std::string& token);
Result<void> check_key(Context& context, const std::string& access);
// A project that may be entered, inside the caller's transaction. Error: project.forbidden.
Result<Project> enter_project(Tx& tx, const SignedIn& signed_in, const std::string& project);

// Errors: project.forbidden (also for a project that does not exist), workspace.not_found (also for somebody without a role in it).
Result<PlacedCaller> place_caller(Context& context, const SignedIn& signed_in, const CallTarget& target);

}  // namespace slipway::app
