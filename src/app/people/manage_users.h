// Users of the installation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/people/people_repository.h"

namespace slipway::app {

struct NewUser {
  std::string name;      // 1..128 characters, all of them shown (base/unseen_text.h); unique
  std::string password;  // domain/people/password_rules.h
  bool is_system_administrator = false;
};

// Slow: hashes. Errors: user.name_taken, user.name_not_valid, user.password_too_short, user.password_too_easy, limit.reached.
Result<User> create_user(Context& context, const access::Caller& caller, const NewUser& user);

struct UserChange {
  std::optional<bool> is_disabled;
  std::optional<bool> is_system_administrator;
};
// Disabling ends the user's tokens. Errors: user.not_found, user.last_administrator (nobody disables or lowers their own account, so that
// the administrator who does it to the last other one is left).
Result<User> update_user(Context& context, const access::Caller& caller, const std::string& id, const UserChange& change);

struct PasswordChange {
  std::string password;
  std::optional<std::string> current;  // demanded for one's own
  bool ends_keys = false;  // the user's access keys too, which sign without a password
};
// Slow: hashes. Ends the user's tokens. Errors: user.not_found, user.password_too_short, user.password_too_easy,
// user.current_password_wrong.
Result<void> set_password(Context& context, const access::Caller& caller, const std::string& id, const PasswordChange& change);

// By name, those after the given one; only the one of that name when one is given.
Result<std::vector<User>> list_users(Context& context, const std::string& after, const std::optional<std::string>& name,
                                     std::int64_t limit);

// Is this the id of somebody?
Result<bool> is_user(Context& context, const std::string& id);

// Error: user.not_found.
Result<User> get_user(Tx& tx, const std::string& id);
// The one to change, locked before the caller is (app/access/authorize.h), so that two who change one another do not wait for
// each other. Errors: those of authorize, user.not_found.
Result<User> lock_user_to_change(Tx& tx, const access::Caller& caller, access::Action action, const std::string& id);

}  // namespace slipway::app
