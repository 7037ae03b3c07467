#include "adapters/executors/process/launch/node_user.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>

#include "adapters/executors/system_error.h"

namespace slipway::executors {
namespace {

constexpr std::size_t passwd_bytes_max = 1 << 20;
constexpr int group_count_max = 65'536;

Result<NodeUser> look_up(const std::string& name) {
  struct passwd entry{};
  struct passwd* found = nullptr;
  std::vector<char> buffer(4096);
  int failure = ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  while (failure == ERANGE && buffer.size() < passwd_bytes_max) {
    buffer.resize(buffer.size() * 2);
    failure = ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
  }
  if (failure != 0) return system_error("node.user_not_found", "look up the user '" + name + "'", failure);
  if (found == nullptr)
    return base::invalid_argument("node.user_not_found",
                                  "there is no user '" + name + "' on this machine; set node.run_as to one that exists");

  NodeUser user{.uid = entry.pw_uid, .gid = entry.pw_gid, .groups = std::vector<gid_t>(32)};
  int count = static_cast<int>(user.groups.size());
  while (::getgrouplist(name.c_str(), user.gid, user.groups.data(), &count) < 0) {
    if (count > group_count_max) return base::internal("node.user_not_found", "the user '" + name + "' is in too many groups");
    user.groups.resize(static_cast<std::size_t>(count));
  }
  user.groups.resize(static_cast<std::size_t>(count));
  return user;
}

}  // namespace

Result<std::optional<NodeUser>> find_node_user(const std::string& name) {
  const bool we_are_root = ::geteuid() == 0;
  if (name.empty() && !we_are_root) return std::optional<NodeUser>{};

  TRY_LET(user, look_up(name.empty() ? "nobody" : name));
  if (user.uid == ::geteuid()) return std::optional<NodeUser>{};
  if (!we_are_root)
    return base::invalid_argument("node.user_needs_root",
                                  "nodes can run as '" + name + "' only when the server runs as root or as that user");
  return std::optional<NodeUser>(std::move(user));
}

}  // namespace slipway::executors
