// Access keys: what programs sign with.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/people/people_repository.h"
#include "base/seal.h"

namespace slipway::app {

inline constexpr std::size_t key_secret_size = 40;  // letters and digits

struct NewKey {
  std::string user_id;
  std::optional<std::string> project;  // home; none: the only project that the user may enter
  std::string description;
};

struct CreatedKey {
  AccessKey key;
  std::string secret;  // given once
};

// With a credential of one project: at home in that one, and for no other. Errors: user.not_found, project.forbidden (one that the caller may not enter), key.project_needed,
// text.control_character, limit.reached (those that are there stay when the limit is lowered).
Result<CreatedKey> create_key(Context& context, const base::SealingKey& sealing_key, const access::Caller& caller,
                              const NewKey& request);
// By access key, those after the given one; with a credential of one project only those at home there. Error: user.not_found.
Result<std::vector<AccessKey>> list_keys(Context& context, const access::Caller& caller, const std::string& user_id,
                                         const std::string& after, std::int64_t limit);
// Error: key.not_found, also for one that is at home in another project than the caller's credential is for.
Result<void> delete_key(Context& context, const access::Caller& caller, const std::string& user_id, const std::string& access);

// A key ready to be stored.
CreatedKey make_key(Context& context, const base::SealingKey& sealing_key, const catalog::UserId& user,
                    const catalog::ProjectId& project, std::string description);

}  // namespace slipway::app
