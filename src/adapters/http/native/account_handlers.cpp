#include "generated/api/account_handlers.h"

#include "adapters/http/native/native_values.h"
#include "adapters/http/pipeline/call_context.h"
#include "adapters/http/pipeline/sign_in_throttle.h"
#include "app/people/manage_keys.h"
#include "app/people/manage_users.h"

namespace slipway::http {

namespace {

api::User to_user_dto(const app::User& user) {
  return {.id = user.id.text(),
          .name = user.name,
          .disabled = user.is_disabled,
          .system_admin = user.is_system_administrator,
          .created_at = base::format_instant(user.created_at)};
}

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

api::AccessKey to_key_dto(const app::AccessKey& key) {
  return {.access_key = key.access,
          .user_id = key.user.text(),
          .project_id = key.home_project.text(),
          .description = unless_empty(key.description),
          .created_at = base::format_instant(key.created_at)};
}

}  // namespace

Result<api::ListUsersResponse> list_users(CallContext& context, const api::ListUsersRequest& request) {
  TRY_LET(users, app::list_users(context.app(), request.after.value_or(std::string()), request.name, request.limit));
  api::ListUsersResponse response;
  for (const auto& user : users) response.items.push_back(to_user_dto(user));
  response.next = next_cursor(users, request.limit, [](const app::User& user) { return user.name; });
  return response;
}

Result<api::User> create_user(CallContext& context, const api::CreateUserRequest& request) {
  TRY_LET(user, app::create_user(context.app(), context.caller(),
                                 {request.body.name, request.body.password, request.body.system_admin}));
  return to_user_dto(user);
}

Result<api::User> update_user(CallContext& context, const api::UpdateUserRequest& request) {
  TRY_LET(user,
          app::update_user(context.app(), context.caller(), request.user_id, {request.body.disabled, request.body.system_admin}));
  return to_user_dto(user);
}

Result<void> set_user_password(CallContext& context, const api::SetUserPasswordRequest& request) {
  // The current password can be guessed here as at the sign-in, and counts as a guess there.
  const auto user = catalog::UserId::parse(request.user_id);
  const auto guessed = user ? GuessedUser::known(*user) : GuessedUser::unknown(request.user_id);
  auto& throttle = context.service().sign_in_throttle;
  TRY(throttle.check(guessed, context.facts().peer_address));
  auto set = app::set_password(context.app(), context.caller(), request.user_id,
                               {request.body.password, request.body.current_password, request.body.end_access_keys});
  if (!set && set.error().code == "user.current_password_wrong") throttle.record_failure(guessed, context.facts().peer_address);
  return set;
}

Result<api::ListAccessKeysResponse> list_access_keys(CallContext& context, const api::ListAccessKeysRequest& request) {
  TRY_LET(keys,
          app::list_keys(context.app(), context.caller(), request.user_id, request.after.value_or(std::string()), request.limit));
  api::ListAccessKeysResponse response;
  for (const auto& key : keys) response.items.push_back(to_key_dto(key));
  response.next = next_cursor(keys, request.limit, [](const app::AccessKey& key) { return key.access; });
  return response;
}

Result<api::NewAccessKey> create_access_key(CallContext& context, const api::CreateAccessKeyRequest& request) {
  const auto body = request.body.value_or(api::CreateAccessKeyBody{});
  TRY_LET(created, app::create_key(context.app(), context.service().sealing_key, context.caller(),
                                   {request.user_id, body.project_id, body.description.value_or(std::string())}));
  return api::NewAccessKey{.access_key = created.key.access,
                           .secret_key = created.secret,
                           .user_id = created.key.user.text(),
                           .project_id = created.key.home_project.text(),
                           .description = unless_empty(created.key.description),
                           .created_at = base::format_instant(created.key.created_at)};
}

Result<void> delete_access_key(CallContext& context, const api::DeleteAccessKeyRequest& request) {
  return app::delete_key(context.app(), context.caller(), request.user_id, request.access_key);
}

}  // namespace slipway::http
