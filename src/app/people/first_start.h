// What a new installation begins with: a project and an enterprise workspace, both named default, and the user admin.
#pragma once

#include <optional>
#include <string>

#include "app/ports/context.h"
#include "app/ports/workspace_repository.h"
#include "base/seal.h"

namespace slipway::app {

struct FirstCredentials {
  Project project;
  catalog::Workspace workspace;
  catalog::UserId user;
  std::string user_name;
  std::string password;
  std::string access_key;
  std::string secret_key;
};

// None when there are users already. Slow: hashes.
Result<std::optional<FirstCredentials>> first_start(Context& context, const base::SealingKey& sealing_key);

// The database keeps a check value of the key file. Error: seal.other_key when the database was made with another one.
Result<void> check_sealing_key(Context& context, const base::SealingKey& sealing_key);

}  // namespace slipway::app
