// What a new installation begins with: a project and an enterprise workspace, both named default, and the user admin.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/ports/context.h"
#include "app/ports/people/workspace_repository.h"
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

// Puts the credentials where their owner finds them, durably.
using KeepCredentials = std::function<Result<void>(const FirstCredentials&)>;

// None when there are users already. `keep` is the last step before the commit that makes the user, so wherever this ends,
// there is nobody yet or their credentials are kept; where there is nobody, the next start keeps others. Slow: hashes.
Result<std::optional<FirstCredentials>> first_start(Context& context, const base::SealingKey& sealing_key,
                                                    const KeepCredentials& keep);

// Was the database made with a key file? Then no other will do, nor a new one.
Result<bool> has_sealing_key(Context& context);

// The database keeps a check value of the key file. Error: seal.other_key when the database was made with another one.
Result<void> check_sealing_key(Context& context, const base::SealingKey& sealing_key);

}  // namespace slipway::app
