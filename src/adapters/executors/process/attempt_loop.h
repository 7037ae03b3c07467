// The event loop of the executor's thread: it starts attempts, hears their output and their supervisors, ends them, and reports.
//
//   running ──program ended──▶ draining ──output ended, or drain_max──▶ killing ──supervisor ended──▶ reported
//      ├──stop, time limit, shutdown──▶ terminating ──stop_grace────────▲
//      └──kill_all─────────────────────────────────────────────────────▲
//
// From any state the supervisor's end leads to the report: it ends when nothing of the attempt is left.
// Everything but post() is for the thread in run().
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/executors/node_log.h"
#include "adapters/executors/process/attempt_outcome.h"
#include "adapters/executors/process/executor_options.h"
#include "adapters/executors/process/node_users.h"
#include "adapters/executors/process/supervised_process.h"
#include "adapters/executors/process/work_area.h"
#include "app/ports/run/node_executor.h"
#include "base/clock.h"

namespace slipway::executors {

struct StartCommand {
  app::NodeRun run;
  app::AttemptEvents events;
};
struct StopCommand {
  app::AttemptId id;
};
struct KillAllCommand {
  std::string reason;
};
struct QuitCommand {};  // ends what is left and then run(); nothing may be posted after it
using Command = std::variant<StartCommand, StopCommand, KillAllCommand, QuitCommand>;

class AttemptLoop {
 public:
  // The users must outlive it. Errors: "node.executor_not_usable", "node.work_not_usable".
  static Result<std::unique_ptr<AttemptLoop>> create(const ExecutorOptions& options, const NodeUsers& users, UniqueFd image,
                                                     base::Clock& clock);

  void post(Command command);  // from any thread
  void run();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  enum class Phase : std::uint8_t { running, terminating, draining, killing };

  struct Attempt {
    app::NodeRun run;
    app::AttemptEvents events;
    Phase phase = Phase::running;
    SteadyTime deadline = SteadyTime::max();  // of the phase
    EndFacts end;
    SupervisedProcess process;
    bool has_returned = false;  // nothing was started, for want of what is ours
    AttemptFolder folder;
    std::optional<NodeLog> log;
  };
  using Attempts = std::map<std::uint64_t, Attempt>;  // by a number that is never used again

  AttemptLoop(const ExecutorOptions& options, const NodeUsers& users, UniqueFd image, base::Clock& clock);

  void carry_out(Command command);
  void begin(StartCommand command);
  Result<void> launch(Attempt& attempt, std::uint64_t number);
  std::vector<std::string> command_line(const app::NodeRun& run, const AttemptFolder& folder) const;
  bool watch(int fd, std::uint64_t tag);

  void read_output(Attempt& attempt, std::size_t bytes_max);
  void read_reports(Attempt& attempt);
  void hear(Attempt& attempt, const SupervisorReport& report);
  void tell_handle(Attempt& attempt, pid_t pid);
  void terminate(Attempt& attempt, EndCause cause);
  void kill(Attempt& attempt, EndCause cause);
  void leave_to_supervisor(Attempt& attempt);
  void kill_all(const std::string& reason);
  void quit();

  void advance(SteadyTime now);
  Attempts::iterator finish(Attempts::iterator position);
  void take_exits();
  int wait_milliseconds(SteadyTime now) const;

  ExecutorOptions options_;
  const NodeUsers& users_;
  UniqueFd image_;  // of the supervisor
  base::Clock& clock_;
  UniqueFd epoll_;
  UniqueFd wake_;  // an eventfd
  std::unique_ptr<WorkArea> work_;
  Attempts attempts_;
  std::vector<UniqueFd> leaving_;  // supervisors that have said all and are about to end
  std::uint64_t next_number_ = 1;
  bool is_quitting_ = false;

  std::mutex mutex_;  // guards the one below
  std::vector<Command> commands_;
};

}  // namespace slipway::executors
