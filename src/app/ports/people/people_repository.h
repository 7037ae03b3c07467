// Users, their access keys and tokens.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "domain/access/caller.h"
#include "domain/catalog/ids.h"
#include "domain/people/user.h"

namespace slipway::app {

using people::AccessKey;
using people::Token;
using people::User;

// What a caller is at this moment, where they are.
struct CallerState {
  bool is_system_administrator = false;
  bool is_disabled = false;
  access::Roles roles;  // empty outside a workspace
};

class PeopleRepository {
 public:
  virtual ~PeopleRepository() = default;

  // Stores the check value of the sealing key when there is none yet; the stored one comes back.
  virtual Result<std::string> keep_key_check(const std::string& check_value, base::Instant now) = 0;
  virtual Result<std::optional<std::string>> find_key_check() = 0;

  virtual Result<void> insert_user(const User& user) = 0;  // user.name_taken
  virtual Result<std::optional<User>> find_user(const catalog::UserId& id) = 0;
  virtual Result<std::optional<User>> find_user_named(std::string_view name) = 0;
  virtual Result<std::vector<User>> list_users(std::string_view after_name, std::int64_t limit) = 0;
  virtual Result<std::int64_t> count_users() = 0;
  virtual Result<void> update_user(const User& user) = 0;

  // Until the end of the transaction nobody changes what comes back: user, roles in the workspace and the credential, where the
  // caller has one. None when user or credential are no longer there.
  virtual Result<std::optional<CallerState>> lock_caller(const access::Caller& caller,
                                                         const std::optional<catalog::WorkspaceId>& workspace) = 0;
  // Taken before lock_caller by everything that changes users, their keys or their tokens: all of them in one order, so that
  // two who change one another do not wait for each other. Those that are there.
  virtual Result<std::vector<User>> lock_users(const catalog::UserId& one, const catalog::UserId& another) = 0;

  virtual Result<void> insert_key(const AccessKey& key) = 0;
  virtual Result<std::optional<AccessKey>> find_key(std::string_view access) = 0;
  // With a home: only those that are at home there.
  virtual Result<std::vector<AccessKey>> list_keys(const catalog::UserId& user, const std::optional<catalog::ProjectId>& home,
                                                   std::string_view after_access, std::int64_t limit) = 0;
  virtual Result<std::int64_t> count_keys(const catalog::UserId& user) = 0;
  virtual Result<std::int64_t> delete_keys_of(const catalog::UserId& user) = 0;  // how many there were
  virtual Result<bool> delete_key(const catalog::UserId& user, const std::optional<catalog::ProjectId>& home,
                                  std::string_view access) = 0;  // false: there was none

  virtual Result<void> insert_token(const Token& token) = 0;
  virtual Result<std::optional<Token>> find_token(std::string_view digest) = 0;
  virtual Result<void> delete_tokens_of(const catalog::UserId& user) = 0;
  // At most `limit`; how many there were.
  virtual Result<std::int64_t> delete_expired_tokens(base::Instant now, std::int64_t limit) = 0;
};

}  // namespace slipway::app
