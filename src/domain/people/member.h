// Where people work: projects, and members of workspaces with their roles. Values.
#pragma once

#include <string>

#include "base/instant.h"
#include "domain/access/caller.h"
#include "domain/catalog/ids.h"

namespace slipway::people {

struct Project {
  catalog::ProjectId id;
  std::string name;
  base::Instant created_at{};
};

struct Member {
  catalog::UserId user;
  std::string user_name;
  bool is_disabled = false;
  bool is_system_administrator = false;
  access::Roles roles;  // never empty
};

}  // namespace slipway::people
