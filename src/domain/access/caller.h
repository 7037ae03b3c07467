// Who calls, with the roles they have where they call. A value, made once a request by sign-in.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/catalog/ids.h"

namespace slipway::access {

enum class Role : std::uint8_t { admin, developer, deployer, operator_, viewer };

std::string_view to_text(Role role);  // "admin", "developer", "deployer", "operator", "viewer"
std::optional<Role> parse_role(std::string_view text);

// A set of roles of one member.
class Roles {
 public:
  Roles() = default;
  Roles(std::initializer_list<Role> roles) {
    for (const auto role : roles) add(role);
  }
  void add(Role role) { bits_ = static_cast<std::uint8_t>(bits_ | bit(role)); }
  bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  bool empty() const { return bits_ == 0; }
  friend bool operator==(const Roles&, const Roles&) = default;

 private:
  static std::uint8_t bit(Role role) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(role)); }
  std::uint8_t bits_ = 0;
};

// The texts of the roles that it has, in the order of Role.
std::vector<std::string> to_texts(Roles roles);

// What somebody signed in with. Neither, where the server itself acts for them.
struct Credential {
  std::string token_digest{};  // of their token
  std::string access_key{};
};

struct Caller {
  catalog::UserId user;
  std::string name;
  bool is_system_administrator = false;
  Roles roles;  // in the workspace of the call; empty outside one
  std::optional<catalog::ProjectId> only_project{};  // that their credential is for; none: all that they may enter
  Credential credential{};

  // Nothing of another project than that of their credential is there for them.
  bool can_reach(const catalog::ProjectId& project) const { return !only_project || *only_project == project; }
};

}  // namespace slipway::access
