#include "app/people/manage_users.h"

#include <algorithm>

#include "app/access/authorize.h"
#include "app/audit/record_event.h"
#include "base/password_hash.h"
#include "base/text.h"
#include "base/unseen_text.h"
#include "domain/people/password_rules.h"

namespace slipway::app {

namespace {

constexpr std::size_t user_name_characters_max = 128;

Result<void> check_user_name(const std::string& name) {
  const auto count = base::character_count(name);
  if (count >= 1 && count <= user_name_characters_max && !base::find_unseen(name)) return {};
  return base::invalid_argument("user.name_not_valid", "a user name has 1 to 128 characters and no control characters");
}

base::Error wrong_current_password() {
  return base::invalid_argument("user.current_password_wrong", "current_password is not right");
}

base::Error user_not_found(const std::string& id) {
  return base::not_found("user.not_found", "there is no user '" + id.substr(0, 64) + "'");
}

}  // namespace

Result<User> get_user(Tx& tx, const std::string& id) {
  const auto parsed = catalog::UserId::parse(id);
  if (!parsed) return user_not_found(id);
  TRY_LET(user, tx.people().find_user(*parsed));
  if (!user) return user_not_found(id);
  return std::move(*user);
}

Result<User> lock_user_to_change(Tx& tx, const access::Caller& signed_in, access::Action action, const std::string& id) {
  const auto parsed = catalog::UserId::parse(id);
  TRY_LET(users, tx.people().lock_users(signed_in.user, parsed.value_or(signed_in.user)));
  TRY_LET(caller, authorize(tx, signed_in, action));
  if (action == access::Action::own_account) TRY(access::allow_account(caller, id));
  const auto found = std::find_if(users.begin(), users.end(), [&](const User& user) { return user.id.text() == id; });
  if (found == users.end()) return user_not_found(id);
  return std::move(*found);
}

Result<bool> is_user(Context& context, const std::string& id) {
  const auto found = context.store.read([&](Tx& tx) { return get_user(tx, id); });
  if (!found && found.error().code != "user.not_found") return found.error();
  return bool{found};
}

Result<User> create_user(Context& context, const access::Caller& caller, const NewUser& request) {
  TRY(check_user_name(request.name));
  TRY(people::check_password(request.password, request.name));
  User user{.id = catalog::UserId{context.random.hex_id()},
            .name = request.name,
            .password_hash = base::hash_password(request.password),
            .is_system_administrator = request.is_system_administrator,
            .is_disabled = false,
            .created_at = context.clock.now()};
  return context.store.write([&](Tx& tx) -> Result<User> {
    TRY(authorize(tx, caller, access::Action::administer));
    TRY_LET(count, tx.people().count_users());
    if (count >= context.limits.users)
      return base::limit_reached("limit.reached",
                                 "there are " + std::to_string(count) + " users; the setting limits.users allows no more");
    TRY(tx.people().insert_user(user));
    TRY(record_event(context, tx, caller, {"user.created", "user", user.id.text(), user.name, {}}));
    return user;
  });
}

Result<User> update_user(Context& context, const access::Caller& caller, const std::string& id, const UserChange& change) {
  return context.store.write([&](Tx& tx) -> Result<User> {
    TRY_LET(user, lock_user_to_change(tx, caller, access::Action::administer, id));
    const bool gives_up_himself =
        user.id == caller.user && (change.is_disabled == true || change.is_system_administrator == false);
    if (gives_up_himself)
      return base::conflict(
          "user.last_administrator",
          "nobody may disable their own account or give up their own administration; let another administrator do it");
    user.is_disabled = change.is_disabled.value_or(user.is_disabled);
    user.is_system_administrator = change.is_system_administrator.value_or(user.is_system_administrator);
    TRY(tx.people().update_user(user));
    if (user.is_disabled) TRY(tx.people().delete_tokens_of(user.id));
    base::Json detail;
    detail.set("disabled", user.is_disabled);
    detail.set("system_admin", user.is_system_administrator);
    TRY(record_event(context, tx, caller, {"user.updated", "user", user.id.text(), user.name, std::move(detail)}));
    return std::move(user);
  });
}

Result<void> set_password(Context& context, const access::Caller& caller, const std::string& id, const PasswordChange& change) {
  TRY_LET(before, context.store.read([&](Tx& tx) { return get_user(tx, id); }));
  TRY(people::check_password(change.password, before.name));
  const bool is_own = before.id == caller.user;
  if (is_own && !base::verify_password(before.password_hash, change.current.value_or(std::string())))
    return wrong_current_password();
  const auto hash = base::hash_password(change.password);
  return context.store.write([&](Tx& tx) -> Result<void> {
    TRY_LET(user, lock_user_to_change(tx, caller, access::Action::own_account, id));
    if (is_own && user.password_hash != before.password_hash) return wrong_current_password();  // set anew since it was looked at
    user.password_hash = hash;
    TRY(tx.people().update_user(user));
    TRY(tx.people().delete_tokens_of(user.id));
    base::Json detail;
    if (change.ends_keys) {
      TRY_LET(count, tx.people().delete_keys_of(user.id));
      detail.set("ended_keys", count);
    }
    return record_event(context, tx, caller, {"user.password_set", "user", user.id.text(), user.name, std::move(detail)});
  });
}

Result<std::vector<User>> list_users(Context& context, const std::string& after, const std::optional<std::string>& name,
                                     std::int64_t limit) {
  return context.store.read([&](Tx& tx) -> Result<std::vector<User>> {
    if (!name) return tx.people().list_users(after, limit);
    TRY_LET(user, tx.people().find_user_named(*name));
    std::vector<User> users;
    if (user && user->name > after) users.push_back(std::move(*user));
    return users;
  });
}

}  // namespace slipway::app
