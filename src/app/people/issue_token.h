// A password for a token, which lives for the given time, is stored hashed, and opens only the project that it is for.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "app/people/identify_caller.h"
#include "app/ports/context.h"
#include "app/ports/people/people_repository.h"
#include "app/ports/people/workspace_repository.h"

namespace slipway::app {

struct TokenRequest {
  std::optional<std::string> user_id;    // one of the two
  std::optional<std::string> user_name;
  bool is_elsewhere = false;  // meant for another account: nobody is found
  std::string password;
  std::optional<std::string> project_id;    // scope: by id, or
  std::optional<std::string> project_name;  // by exactly this name
  std::chrono::milliseconds lifetime{};
};

struct IssuedToken {
  std::string text;  // given once
  Token token;
  User user;
  std::optional<Project> project;
  access::Roles roles;  // in any workspace of the project; none without one
};

// Whom the request names, by id or by name, before anything is hashed; nothing when it is nobody.
Result<std::optional<catalog::UserId>> find_user_named_by(Context& context, const TokenRequest& request);

// Stored only while the password that was given still stands, so a reset ends what signs in meanwhile too. Slow: hashes.
// Errors: sign_in.refused, project.forbidden.
Result<IssuedToken> issue_token(Context& context, const TokenRequest& request);

// For the look-up of clients: the projects of that name that may be entered; when there is none and there is exactly one, or a key
// with a home, that one whatever the name says: clients send the name of their region there and need exactly one answer. All that
// may be entered without a name.
Result<std::vector<Project>> choose_projects_named(Context& context, const SignedIn& signed_in,
                                                   const std::optional<std::string>& name);
// Those that may be entered, with what somebody signed in with.
Result<std::vector<Project>> list_projects_to_enter(Tx& tx, const SignedIn& signed_in);

}  // namespace slipway::app
