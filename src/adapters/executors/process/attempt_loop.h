// The event loop of the executor's thread: it starts attempts, hears their output, ends them, and reports.
//
//   running ──main process ended──▶ draining ──output ended, or drain_max──▶ killing ──nothing is left──▶ reported
//      └──────────time limit, stop, kill_all──────────────────────────────────▲
//
// Everything but post() is for the thread in run(), which must live as long as the nodes: they die with it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "adapters/executors/node_log.h"
#include "adapters/executors/process/attempt_outcome.h"
#include "adapters/executors/process/executor_options.h"
#include "adapters/executors/process/node_process.h"
#include "adapters/executors/process/process_tree.h"
#include "adapters/executors/process/work_area.h"
#include "app/ports/node_executor.h"
#include "base/clock.h"

namespace slipway::executors {

struct StartCommand {
  app::NodeRun run;
  app::NodeExecutor::OnStarted on_started;
  app::NodeExecutor::OnFinished on_finished;
};
struct StopCommand {
  app::AttemptKey key;
};
struct KillAllCommand {
  std::string reason;
};
struct QuitCommand {};  // kills what is left and ends run(); nothing may be posted after it
using Command = std::variant<StartCommand, StopCommand, KillAllCommand, QuitCommand>;

class AttemptLoop {
 public:
  // Errors: "node.executor_not_usable", "node.work_not_usable".
  static Result<std::unique_ptr<AttemptLoop>> create(const ExecutorOptions& options, base::Clock& clock);

  void post(Command command);  // from any thread
  void run();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  enum class Phase : std::uint8_t { running, draining, killing };

  struct Attempt {
    app::NodeRun run;
    app::NodeExecutor::OnFinished on_finished;
    base::Instant started_at{};
    Phase phase = Phase::running;
    SteadyTime deadline = SteadyTime::max();  // of the phase
    SteadyTime next_look{};                   // while killing
    std::chrono::milliseconds look_interval{0};
    AttemptEnd end;
    ChildProcess child;
    std::optional<ProcessEntry> main;         // as it was seen after the start
    AttemptFolder folder;
    std::optional<NodeLog> log;
    bool main_ended = false;
  };
  using Attempts = std::map<std::uint64_t, Attempt>;  // by a number that is never used again

  AttemptLoop(const ExecutorOptions& options, base::Clock& clock);

  void carry_out(Command command);
  void begin(StartCommand command);
  Result<void> launch(Attempt& attempt, std::uint64_t number);
  Result<std::vector<std::string>> command_line(const app::NodeRun& run, const AttemptFolder& folder) const;
  bool watch(int fd, std::uint64_t tag);

  void read_output(Attempt& attempt, std::size_t bytes_max);
  void main_process_ended(Attempt& attempt);
  void begin_killing(Attempt& attempt, EndCause cause);
  void kill_everything(const std::string& reason);

  void advance(SteadyTime now);
  bool has_died(Attempt& attempt, SteadyTime now);
  Attempts::iterator finish(Attempts::iterator position);
  bool clear_orphans();
  int wait_milliseconds(SteadyTime now) const;

  ExecutorOptions options_;
  base::Clock& clock_;
  UniqueFd epoll_;
  UniqueFd wake_;  // an eventfd
  std::unique_ptr<WorkArea> work_;
  Attempts attempts_;
  std::uint64_t next_number_ = 1;
  std::set<uid_t> node_uids_;       // other users that nodes have run as
  SteadyTime next_orphan_look_{};
  bool may_have_orphans_ = false;
  bool quitting_ = false;

  std::mutex mutex_;  // guards the one below
  std::vector<Command> commands_;
};

}  // namespace slipway::executors
