// Who nodes are: by the settings where they name a user, else an id for each environment and another for its test runs, as far as
// this machine lets us.
#pragma once

#include <optional>
#include <string>

#include "adapters/executors/process/executor_options.h"
#include "adapters/executors/process/launch/node_user.h"
#include "adapters/executors/unique_fd.h"
#include "app/ports/run/node_executor.h"

namespace slipway::executors {

// Never changed once made: safe from any thread.
class NodeUsers {
 public:
  // Tries what it will need with a process that becomes such a user. Errors: "node.user_not_found", "node.user_needs_root",
  // "node.not_started".
  static Result<NodeUsers> create(const ExecutorOptions& options, const UniqueFd& image);

  // None: our own user. Errors: "node.user_not_found", "node.user_needs_root".
  Result<std::optional<NodeUser>> user_of(const app::NodeRun& run) const;

  // One line for the start: what nodes can reach that they had better not, and why. Empty: they are kept apart.
  const std::string& warning() const { return warning_; }

 private:
  explicit NodeUsers(const ExecutorOptions& options) : options_(options) {}
  Result<std::string> find_default(const UniqueFd& image);

  ExecutorOptions options_;
  bool has_environment_users_ = false;
  std::optional<NodeUser> default_user_;  // where nothing else says; none: ours
  std::string warning_;
};

// The user of that environment, or of its test runs.
NodeUser environment_user(std::int64_t uid_base, std::int64_t environment_id, instance::QueueClass queue_class);

}  // namespace slipway::executors
