#include "adapters/executors/process/launch/node_users.h"

#include <unistd.h>

#include <utility>

#include "adapters/executors/process/launch/supervisor_program.h"

namespace slipway::executors {
namespace {

constexpr const char* own_user_warning =
    "nodes run as the server's own user and can read all that it can; run the server as root with node.run_as to part them";
constexpr const char* nobody_warning =
    "nodes of all projects and test runs are one user, nobody, and can change each other's files";

std::string with_reason(const char* warning, const std::string& reason) {
  return reason.empty() ? std::string(warning) : std::string(warning) + " (" + reason + ")";
}

}  // namespace

NodeUser environment_user(std::int64_t uid_base, std::int64_t environment_id, instance::QueueClass queue_class) {
  const auto number = uid_base + 2 * environment_id + (queue_class == instance::QueueClass::test ? 1 : 0);
  const auto uid = static_cast<uid_t>(number);
  return {.uid = uid, .gid = uid, .groups = {uid}};
}

// `nobody`, else ourselves; what keeps us from `nobody`, where we would have to be it.
Result<std::string> NodeUsers::find_default(const UniqueFd& image) {
  TRY_LET(nobody, find_node_user(""));
  if (!nobody) return std::string();
  TRY_LET(obstacle, probe_user(image, *nobody, options_.outside_dir));
  if (obstacle.empty()) default_user_ = std::move(nobody);
  return obstacle;
}

Result<NodeUsers> NodeUsers::create(const ExecutorOptions& options, const UniqueFd& image) {
  NodeUsers users(options);
  TRY_LET(named, options.run_as.empty() ? std::optional<NodeUser>() : find_node_user(options.run_as));
  if (!options.run_as_tests.empty()) TRY(find_node_user(options.run_as_tests));
  std::string obstacle = options.uid_base_off_because;
  if (options.uid_base > 0) {
    TRY_LET(found, probe_user(image, environment_user(options.uid_base, 1, instance::QueueClass::test), options.outside_dir));
    obstacle = std::move(found);
    users.has_environment_users_ = obstacle.empty();
  }
  TRY_LET(nobody_obstacle, users.find_default(image));

  const bool is_named = !options.run_as.empty();
  const bool are_ours = is_named ? !named.has_value() : !users.has_environment_users_ && !users.default_user_;
  if (are_ours) users.warning_ = with_reason(own_user_warning, nobody_obstacle.empty() ? obstacle : nobody_obstacle);
  else if (!is_named && !users.has_environment_users_ && !obstacle.empty())
    users.warning_ = with_reason(nobody_warning, obstacle);
  return users;
}

Result<std::optional<NodeUser>> NodeUsers::user_of(const app::NodeRun& run) const {
  const bool is_test = run.queue_class == instance::QueueClass::test;
  const auto& named = is_test ? options_.run_as_tests : run.run_as.empty() ? options_.run_as : run.run_as;
  if (!named.empty()) return find_node_user(named);
  if (has_environment_users_)
    return std::optional<NodeUser>(environment_user(options_.uid_base, run.environment_id, run.queue_class));
  return default_user_;
}

}  // namespace slipway::executors
