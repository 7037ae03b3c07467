// app/ports/people/people_repository.h over a Connection; for the thread and the unit of its transaction.
#pragma once

#include "adapters/store/connection.h"
#include "app/ports/people/people_repository.h"

namespace slipway::store {

class SqlPeopleRepository final : public app::PeopleRepository {
 public:
  explicit SqlPeopleRepository(Connection& connection) : connection_(connection) {}
  Result<std::string> keep_key_check(const std::string& check_value, base::Instant now) override;
  Result<std::optional<std::string>> find_key_check() override;
  Result<void> insert_user(const app::User& user) override;
  Result<std::optional<app::User>> find_user(const catalog::UserId& id) override;
  Result<std::optional<app::User>> find_user_named(std::string_view name) override;
  Result<std::vector<app::User>> list_users(std::string_view after_name, std::int64_t limit) override;
  Result<std::int64_t> count_users() override;
  Result<void> update_user(const app::User& user) override;
  Result<std::optional<app::CallerState>> lock_caller(const access::Caller& caller,
                                                      const std::optional<catalog::WorkspaceId>& workspace) override;
  Result<std::vector<app::User>> lock_users(const catalog::UserId& one, const catalog::UserId& another) override;
  Result<void> insert_key(const app::AccessKey& key) override;
  Result<std::optional<app::AccessKey>> find_key(std::string_view access) override;
  Result<std::vector<app::AccessKey>> list_keys(const catalog::UserId& user, const std::optional<catalog::ProjectId>& home,
                                                std::string_view after_access, std::int64_t limit) override;
  Result<std::int64_t> count_keys(const catalog::UserId& user) override;
  Result<std::int64_t> delete_keys_of(const catalog::UserId& user) override;
  Result<bool> delete_key(const catalog::UserId& user, const std::optional<catalog::ProjectId>& home,
                          std::string_view access) override;
  Result<void> insert_token(const app::Token& token) override;
  Result<std::optional<app::Token>> find_token(std::string_view digest) override;
  Result<void> delete_tokens_of(const catalog::UserId& user) override;
  Result<std::int64_t> delete_expired_tokens(base::Instant now, std::int64_t limit) override;

 private:
  Connection& connection_;
};

}  // namespace slipway::store
