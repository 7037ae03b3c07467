// Who people are, and what they sign in with. Values.
#pragma once

#include <optional>
#include <string>

#include "base/instant.h"
#include "domain/catalog/ids.h"

namespace slipway::people {

struct User {
  catalog::UserId id;
  std::string name;           // unique
  std::string password_hash;  // argon2id; never leaves the server
  bool is_system_administrator = false;
  bool is_disabled = false;
  base::Instant created_at{};
};

struct AccessKey {
  std::string access;
  catalog::UserId user;
  catalog::ProjectId home_project;
  bool is_for_home_only = false;  // made with a credential of that project, so it opens no more than that one did
  std::string sealed_secret;  // base/seal.h, context "access_key/<access>"
  std::string description;
  base::Instant created_at{};
};

struct Token {
  std::string digest;  // SHA-256 of the token text; the text itself is never stored
  catalog::UserId user;
  std::optional<catalog::ProjectId> project;  // none: scoped to the domain
  base::Instant issued_at{};
  base::Instant expires_at{};
};

}  // namespace slipway::people
