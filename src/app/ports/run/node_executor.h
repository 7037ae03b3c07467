// Runs one attempt of one node somewhere and says how it ended. The engine claims and records; an executor only does.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "domain/instance/attempt.h"

namespace slipway::app {

using instance::AttemptId;
using instance::AttemptOutcome;

// Everything an attempt needs, resolved: no parameter is left to fill in.
struct NodeRun {
  AttemptId id{};
  std::string workspace_id{};  // 32 hex digits; two installations on one machine count the same instance ids
  std::string project_id{};
  std::int64_t environment_id = 0;
  instance::QueueClass queue_class = instance::QueueClass::production;
  std::string job_name{};
  std::string node_name{};
  base::Instant plan_time{};
  std::string node_type{};
  std::string text{};                       // of the script
  std::vector<std::string> arguments{};     // words
  std::vector<std::string> variables{};     // "SLIPWAY_PARAM_day=friday": values of the run, for its environment
  std::chrono::milliseconds time_limit{0};  // zero: none
  std::int64_t log_bytes_max = std::int64_t{30} << 20;
  std::string run_as{};                     // user name; empty: the executor's own setting
};

// What a running attempt is known by: kept in the store, and given back to the executor by a later server.
struct AttemptHandle {
  std::string text{};      // made by the executor and read by nobody else; at most handle_bytes_max
  std::string log_path{};  // to read while it runs; as in AttemptOutcome
};

inline constexpr std::size_t handle_bytes_max = 1024;

// A running attempt whose server is dead.
struct LostAttempt {
  AttemptId id{};
  std::string workspace_id{};
  std::string node_name{};
  std::string node_type{};
  std::string handle{};  // empty: none was recorded; the attempt may have been started all the same
};

enum class Recovery : std::uint8_t {
  gone,        // nothing of it runs any more: it is lost
  reattached,  // it goes on here; its end will be told
  unknown,     // it may still run: to be asked again later
};

// What becomes of an accepted start. on_handle comes when something was started, then exactly one of the others.
struct AttemptEvents {
  std::function<void(const AttemptHandle&)> on_handle;
  std::function<void(const AttemptOutcome&)> on_finished;
  // Nothing was started, for want of what is ours to give and not the node's: descriptors, processes, memory, disk. The text says of
  // what. Nodes of this kind had better not be claimed for a while.
  std::function<void(std::string reason)> on_returned;
};

// All functions may be called from any thread. Callbacks come one at a time, from a thread of the executor's or before the call
// returns: they must not block and must not destroy the executor.
class NodeExecutor {
 public:
  using OnFinished = std::function<void(const AttemptOutcome&)>;
  using OnRecovered = std::function<void(Recovery)>;

  virtual ~NodeExecutor() = default;

  // Returns at once. What is wrong with the run itself (its arguments, its user) is a failed outcome. Not accepted:
  // "node.executor_full" (all places are taken), "node.executor_stopping", "node.already_running".
  virtual Result<void> start(NodeRun run, AttemptEvents events) = 0;

  // Ends the attempt with all that it started; its outcome is `stopped`. Nothing happens when it does not run here.
  virtual void stop(const AttemptId& id) = 0;

  // Kills everything; the outcomes are `lost` with this reason. For a server that may no longer hold its claims.
  virtual void kill_all(std::string reason) = 0;

  virtual std::size_t running() const = 0;
  virtual std::size_t capacity() const = 0;

  // Returns at once; the answer comes later, exactly once. on_finished follows only what was reattached.
  virtual void recover(LostAttempt attempt, OnRecovered on_recovered, OnFinished on_finished) = 0;
};

}  // namespace slipway::app
