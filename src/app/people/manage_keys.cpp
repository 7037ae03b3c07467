#include "app/people/manage_keys.h"

#include "app/audit/record_event.h"
#include "app/people/identify_caller.h"
#include "app/people/issue_token.h"
#include "app/people/manage_users.h"
#include "domain/catalog/told_text.h"

namespace slipway::app {

namespace {

// A project that the caller may enter, with what they signed in with; without one the only one that the user may.
Result<catalog::ProjectId> choose_home(Tx& tx, const access::Caller& caller, const User& user,
                                       const std::optional<std::string>& asked) {
  if (asked) {
    TRY_LET(calling, get_user(tx, caller.user.text()));
    TRY_LET(project, enter_project(tx, {.user = std::move(calling), .only_project = caller.only_project}, *asked));
    return project.id;
  }
  if (caller.only_project) return *caller.only_project;
  TRY_LET(projects, list_projects_to_enter(tx, {.user = user}));
  if (projects.size() != 1)
    return base::invalid_argument("key.project_needed", "name the home project of the key in project_id: the user may enter " +
                                                            std::to_string(projects.size()) + " projects");
  return projects.front().id;
}

// The user is locked, so that two keys at once do not pass the limit.
Result<void> check_room_for_key(const Context& context, Tx& tx, const User& user) {
  TRY_LET(count, tx.people().count_keys(user.id));
  if (count < context.limits.keys_per_user) return {};
  return base::limit_reached(
      "limit.reached", "the user has " + std::to_string(count) + " access keys; the setting limits.keys_per_user allows no more");
}

}  // namespace

CreatedKey make_key(Context& context, const base::SealingKey& sealing_key, const catalog::UserId& user,
                    const catalog::ProjectId& project, std::string description) {
  CreatedKey created;
  created.secret = context.random.letters_and_digits(key_secret_size);
  created.key.access = "SW" + context.random.letters_and_digits(18);
  created.key.user = user;
  created.key.home_project = project;
  created.key.sealed_secret = sealing_key.seal(created.secret, "access_key/" + created.key.access);
  created.key.description = std::move(description);
  created.key.created_at = context.clock.now();
  return created;
}

Result<CreatedKey> create_key(Context& context, const base::SealingKey& sealing_key, const access::Caller& caller,
                              const NewKey& request) {
  TRY(catalog::check_told_description("description", request.description));
  return context.store.write([&](Tx& tx) -> Result<CreatedKey> {
    TRY_LET(user, lock_user_to_change(tx, caller, access::Action::own_account, request.user_id));
    TRY(check_room_for_key(context, tx, user));
    TRY_LET(home, choose_home(tx, caller, user, request.project));
    auto created = make_key(context, sealing_key, user.id, home, request.description);
    created.key.is_for_home_only = caller.only_project.has_value();
    TRY(tx.people().insert_key(created.key));
    TRY(record_event(context, tx, caller, {"key.created", "access_key", created.key.access, user.name, {}}));
    return created;
  });
}

Result<std::vector<AccessKey>> list_keys(Context& context, const access::Caller& caller, const std::string& user_id,
                                         const std::string& after, std::int64_t limit) {
  return context.store.read([&](Tx& tx) -> Result<std::vector<AccessKey>> {
    TRY_LET(user, get_user(tx, user_id));
    return tx.people().list_keys(user.id, caller.only_project, after, limit);
  });
}

Result<void> delete_key(Context& context, const access::Caller& caller, const std::string& user_id, const std::string& access) {
  return context.store.write([&](Tx& tx) -> Result<void> {
    TRY_LET(user, lock_user_to_change(tx, caller, access::Action::own_account, user_id));
    TRY_LET(was_there, tx.people().delete_key(user.id, caller.only_project, access));
    if (!was_there) return base::not_found("key.not_found", "the user has no access key '" + access.substr(0, 64) + "'");
    return record_event(context, tx, caller, {"key.deleted", "access_key", access, user.name, {}});
  });
}

}  // namespace slipway::app
