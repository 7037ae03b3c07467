// Runs one attempt of one node somewhere and says how it ended. The runner claims and records; an executor only does.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace slipway::app {

// Names one attempt for ever. The workspace is part of it: two installations on one machine count the same instance ids.
struct AttemptKey {
  std::string workspace_id{};    // 32 hex digits
  std::int64_t instance_id = 0;  // of the job instance
  std::string node_name{};
  int attempt = 1;               // counts from 1

  friend auto operator<=>(const AttemptKey&, const AttemptKey&) = default;
};

// Everything an attempt needs, resolved: no parameter is left to fill in.
struct NodeRun {
  AttemptKey key{};
  std::string project_id{};
  std::string job_name{};
  base::Instant plan_time{};
  std::string node_type{};                  // "Shell", "Python", "Dummy"
  std::string text{};                       // of the script
  std::vector<std::string> arguments{};     // words
  std::vector<std::string> variables{};     // "SLIPWAY_PARAM_day=friday": values of the run, for its environment
  std::chrono::milliseconds time_limit{0};  // zero: none
  std::int64_t log_bytes_max = std::int64_t{30} << 20;
  std::string run_as{};                     // user name; empty: the executor's own setting
};

// What a later server needs to find the process again; empty and zero where there is none.
struct StartedProcess {
  int pid = 0;
  std::int64_t start_ticks = 0;  // of the process, since the machine started: tells it from a later one with the same pid
  std::string boot_id{};         // of the machine's current run
  std::string log_path{};        // to read while it runs; as in NodeOutcome
};

struct NodeOutcome {
  enum class Kind : std::uint8_t {
    succeeded,
    failed,     // it ended by itself with another exit code or a signal, or could not be started
    timed_out,
    stopped,    // stop() was asked for
    lost,       // its server gave it up (kill_all, shutting down): the attempt has no result of its own
  };
  Kind kind = Kind::failed;
  std::optional<int> exit_code{};  // of a process that ended by itself, not by a signal
  int signal = 0;
  std::string message{};   // for the user: why, and the last line of output; empty on success; valid UTF-8
  std::string log_path{};  // relative to the data directory of the server that ran it; empty when there is no log
  base::Instant started_at{};
  base::Instant ended_at{};
};

// A piece of a log. Offsets count bytes of the file; the text is valid UTF-8, with U+FFFD for what cannot be read.
struct LogChunk {
  std::string text;
  std::int64_t next_offset = 0;
  std::int64_t size = 0;  // of the file now; it grows while the node runs
};

// All functions may be called from any thread. Callbacks come on the executor's own thread, one at a time: they must
// not block and must not destroy the executor.
class NodeExecutor {
 public:
  using OnStarted = std::function<void(const StartedProcess&)>;
  using OnFinished = std::function<void(const NodeOutcome&)>;

  virtual ~NodeExecutor() = default;

  virtual bool can_run(std::string_view node_type) const = 0;

  // Returns at once. After an accepted start on_finished comes exactly once, and on_started before it when a process was
  // started; what is wrong with the run itself (its user) is a failed outcome. Not accepted:
  // "node.executor_full" (all slots are taken), "node.executor_stopping", "node.already_running", "node.type_unknown".
  virtual Result<void> start(NodeRun run, OnStarted on_started, OnFinished on_finished) = 0;

  // Kills the attempt's whole tree; its outcome is `stopped`. Nothing happens when it does not run here.
  virtual void stop(const AttemptKey& key) = 0;

  // Kills everything; the outcomes are `lost` with this reason. For a server that may no longer hold its claims.
  virtual void kill_all(std::string reason) = 0;

  virtual std::size_t running() const = 0;   // processes; Dummy nodes take no slot
  virtual std::size_t capacity() const = 0;

  // After a crash: kills what still carries the attempt's marks on this machine, and what descends from it, and returns
  // when it is seen gone. `recorded` also finds a process whose environment cannot be read. It blocks for some
  // milliseconds when there is nothing. Errors: "node.already_running" (by this executor), "node.strays_left".
  virtual Result<void> reap_strays(const AttemptKey& key, const std::optional<StartedProcess>& recorded) = 0;

  // Text from `offset`, at most `bytes_max` bytes of it; a character is never cut in two. Errors: "node.log_not_found"
  // (also for a path that no executor made), "node.log_not_readable".
  virtual Result<LogChunk> read_log(std::string_view log_path, std::int64_t offset, std::size_t bytes_max) const = 0;
};

}  // namespace slipway::app
