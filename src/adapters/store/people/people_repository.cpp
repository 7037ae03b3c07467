#include "adapters/store/people/people_repository.h"

#include "adapters/store/row_mapping.h"
#include "base/assert.h"
#include "base/text.h"
#include "generated/sql/statements.h"

namespace slipway::store {

namespace {

app::User to_user(const Row& row) {
  return {.id = row.hex_id<catalog::UserId>("id"),
          .name = row.text("name"),
          .password_hash = row.text("password_hash"),
          .is_system_administrator = row.flag("is_system_administrator"),
          .is_disabled = row.flag("is_disabled"),
          .created_at = row.instant("created_at")};
}

std::optional<app::User> first_user(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return to_user(rows.front());
}

std::vector<app::User> to_users(const Rows& rows) {
  std::vector<app::User> users;
  for (const auto row : rows) users.push_back(to_user(row));
  return users;
}

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

app::AccessKey to_key(const Row& row) {
  return {.access = row.text("access"),
          .user = row.hex_id<catalog::UserId>("user_id"),
          .home_project = row.hex_id<catalog::ProjectId>("project_id"),
          .is_for_home_only = row.flag("is_for_home_only"),
          .sealed_secret = row.text("sealed_secret"),
          .description = row.text("description"),
          .created_at = row.instant("created_at")};
}

}  // namespace

Result<std::string> SqlPeopleRepository::keep_key_check(const std::string& check_value, base::Instant now) {
  TRY(connection_.execute(sql::insert_key_check, {{"key_check", check_value}, {"now", now}}));
  TRY_LET(known, find_key_check());
  BASE_ASSERT(known.has_value());
  return std::move(*known);
}

Result<std::optional<std::string>> SqlPeopleRepository::find_key_check() {
  TRY_LET(rows, connection_.query(sql::find_key_check));
  if (rows.empty()) return std::optional<std::string>{};
  return std::optional<std::string>{rows.front().text("key_check")};
}

Result<void> SqlPeopleRepository::insert_user(const app::User& user) {
  TRY_LET(inserted, connection_.execute(sql::insert_user, {{"id", user.id},
                                                           {"name", user.name},
                                                           {"name_folded", base::fold_case(user.name)},
                                                           {"password_hash", user.password_hash},
                                                           {"is_system_administrator", user.is_system_administrator},
                                                           {"is_disabled", user.is_disabled},
                                                           {"created_at", user.created_at}}));
  if (inserted == 0) return base::conflict("user.name_taken", "there is a user named '" + user.name + "' already");
  return {};
}

Result<std::optional<app::User>> SqlPeopleRepository::find_user(const catalog::UserId& id) {
  TRY_LET(rows, connection_.query(sql::find_user, {{"id", id}}));
  return first_user(rows);
}

Result<std::optional<app::User>> SqlPeopleRepository::find_user_named(std::string_view name) {
  TRY_LET(rows, connection_.query(sql::find_user_named, {{"name", name}}));
  return first_user(rows);
}

Result<std::vector<app::User>> SqlPeopleRepository::list_users(std::string_view after_name, std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_users, {{"after", after_name}, {"limit", limit}}));
  return to_users(rows);
}

Result<std::int64_t> SqlPeopleRepository::count_users() {
  TRY_LET(rows, connection_.query(sql::count_users));
  return rows.front().integer("total");
}

Result<void> SqlPeopleRepository::update_user(const app::User& user) {
  TRY(connection_.execute(sql::update_user, {{"id", user.id},
                                             {"password_hash", user.password_hash},
                                             {"is_system_administrator", user.is_system_administrator},
                                             {"is_disabled", user.is_disabled}}));
  return {};
}

Result<std::optional<app::CallerState>> SqlPeopleRepository::lock_caller(const access::Caller& caller,
                                                                         const std::optional<catalog::WorkspaceId>& workspace) {
  TRY_LET(rows, connection_.query(sql::lock_caller, {{"user_id", caller.user},
                                                     {"workspace_id", workspace},
                                                     {"digest", unless_empty(caller.credential.token_digest)},
                                                     {"access", unless_empty(caller.credential.access_key)}}));
  if (rows.empty()) return std::optional<app::CallerState>{};
  app::CallerState state{.is_system_administrator = rows.front().flag("is_system_administrator"),
                         .is_disabled = rows.front().flag("is_disabled"),
                         .roles = {}};
  for (const auto row : rows)
    if (const auto role = row.optional_text("role")) state.roles.add(to_enum(access::parse_role(*role)));
  return std::optional<app::CallerState>{state};
}

Result<std::vector<app::User>> SqlPeopleRepository::lock_users(const catalog::UserId& one, const catalog::UserId& another) {
  TRY_LET(rows, connection_.query(sql::lock_users, {{"one", one}, {"another", another}}));
  return to_users(rows);
}

Result<void> SqlPeopleRepository::insert_key(const app::AccessKey& key) {
  TRY(connection_.execute(sql::insert_access_key, {{"access", key.access},
                                                   {"user_id", key.user},
                                                   {"project_id", key.home_project},
                                                   {"is_for_home_only", key.is_for_home_only},
                                                   {"sealed_secret", key.sealed_secret},
                                                   {"description", key.description},
                                                   {"created_at", key.created_at}}));
  return {};
}

Result<std::optional<app::AccessKey>> SqlPeopleRepository::find_key(std::string_view access) {
  TRY_LET(rows, connection_.query(sql::find_access_key, {{"access", access}}));
  if (rows.empty()) return std::optional<app::AccessKey>{};
  return std::optional<app::AccessKey>{to_key(rows.front())};
}

Result<std::vector<app::AccessKey>> SqlPeopleRepository::list_keys(const catalog::UserId& user,
                                                                   const std::optional<catalog::ProjectId>& home,
                                                                   std::string_view after_access, std::int64_t limit) {
  TRY_LET(rows, connection_.query(sql::list_access_keys,
                                  {{"user_id", user}, {"home", home}, {"after", after_access}, {"limit", limit}}));
  std::vector<app::AccessKey> keys;
  for (const auto row : rows) keys.push_back(to_key(row));
  return keys;
}

Result<std::int64_t> SqlPeopleRepository::count_keys(const catalog::UserId& user) {
  TRY_LET(rows, connection_.query(sql::count_access_keys, {{"user_id", user}}));
  return rows.front().integer("total");
}

Result<std::int64_t> SqlPeopleRepository::delete_keys_of(const catalog::UserId& user) {
  return connection_.execute(sql::delete_access_keys_of_user, {{"user_id", user}});
}

Result<bool> SqlPeopleRepository::delete_key(const catalog::UserId& user, const std::optional<catalog::ProjectId>& home,
                                             std::string_view access) {
  TRY_LET(deleted, connection_.execute(sql::delete_access_key, {{"user_id", user}, {"home", home}, {"access", access}}));
  return deleted == 1;
}

Result<void> SqlPeopleRepository::insert_token(const app::Token& token) {
  TRY(connection_.execute(sql::insert_token, {{"digest", token.digest},
                                              {"user_id", token.user},
                                              {"project_id", token.project},
                                              {"issued_at", token.issued_at},
                                              {"expires_at", token.expires_at}}));
  return {};
}

Result<std::optional<app::Token>> SqlPeopleRepository::find_token(std::string_view digest) {
  TRY_LET(rows, connection_.query(sql::find_token, {{"digest", digest}}));
  if (rows.empty()) return std::optional<app::Token>{};
  const auto row = rows.front();
  app::Token token{.digest = row.text("digest"),
                   .user = row.hex_id<catalog::UserId>("user_id"),
                   .project = std::nullopt,
                   .issued_at = row.instant("issued_at"),
                   .expires_at = row.instant("expires_at")};
  if (auto project = row.hex_id<catalog::ProjectId>("project_id")) token.project = std::move(project);
  return std::optional<app::Token>{std::move(token)};
}

Result<void> SqlPeopleRepository::delete_tokens_of(const catalog::UserId& user) {
  TRY(connection_.execute(sql::delete_tokens_of_user, {{"user_id", user}}));
  return {};
}

Result<std::int64_t> SqlPeopleRepository::delete_expired_tokens(base::Instant now, std::int64_t limit) {
  return connection_.execute(sql::delete_expired_tokens, {{"now", now}, {"limit", limit}});
}

}  // namespace slipway::store
