// The event loop of the executor's thread: it starts attempts, hears their output and their supervisors, ends them, and reports.
//
//   preparing ──▶ running ──program ended──▶ draining ──output ended, or drain_max──▶ killing ──supervisor ended──▶ closing ──▶ reported
//                    ├──stop, time limit, shutdown──▶ terminating ──stop_grace────────▲
//                    └──kill_all─────────────────────────────────────────────────────▲
//
// From any state the supervisor's end leads to closing: it ends when nothing of the attempt is left. There the log is awaited.
// It never waits for a disk: others prepare (attempt_preparation), write (log_writer) and remove (work_area) for it.
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

#include "adapters/executors/log_writer.h"
#include "adapters/executors/process/attempt_outcome.h"
#include "adapters/executors/process/attempt_preparation.h"
#include "adapters/executors/process/executor_options.h"
#include "adapters/executors/process/folders/work_area.h"
#include "adapters/executors/process/launch/launcher.h"
#include "adapters/executors/process/launch/node_users.h"
#include "adapters/executors/process/launch/supervised_process.h"
#include "app/ports/run/node_executor.h"
#include "base/clock.h"

namespace slipway::executors {

struct StartCommand {
  app::NodeRun run;
  app::AttemptEvents events;
};
struct PreparedCommand {
  std::uint64_t number = 0;
  PreparedAttempt prepared;
};
struct LogWrittenCommand {
  std::uint64_t number = 0;
};
struct StopCommand {
  app::AttemptId id;
};
struct KillAllCommand {
  std::string reason;
};
struct QuitCommand {};  // ends what is left and then run(); nothing may be posted after it
using Command = std::variant<StartCommand, PreparedCommand, LogWrittenCommand, StopCommand, KillAllCommand, QuitCommand>;

class AttemptLoop {
 public:
  // The users and the clock must outlive it. Errors: "node.executor_not_usable", "node.work_not_usable".
  static Result<std::unique_ptr<AttemptLoop>> create(const ExecutorOptions& options, const NodeUsers& users, UniqueFd image,
                                                     base::Clock& clock);

  void post(Command command);  // from any thread
  void run();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  enum class Phase : std::uint8_t { preparing, running, terminating, draining, killing, closing };

  struct Attempt {
    std::shared_ptr<const app::NodeRun> run;
    app::AttemptEvents events;
    Phase phase = Phase::preparing;
    SteadyTime deadline = SteadyTime::max();  // of the phase
    EndFacts end;
    SupervisedProcess process;
    std::uint64_t launcher = 0;  // the generation of the one that took it
    SteadyTime begun_by = SteadyTime::max();  // until its supervisor has begun
    bool has_returned = false;  // nothing was started, for want of what is ours
    bool output_waits = false;  // for its log, which has enough to write
    bool end_waits = false;  // for its log, which is not whole
    AttemptFolder folder;
    std::string log_path;  // empty: there is none
  };

  // What an event is about: the number of the attempt, from 1, and which of its two descriptors.
  static constexpr std::uint64_t wake_tag = 0, launcher_tag = 1;
  static constexpr std::uint64_t control_tag(std::uint64_t number) { return number * 2; }
  static constexpr std::uint64_t output_tag(std::uint64_t number) { return number * 2 + 1; }

  using Attempts = std::map<std::uint64_t, Attempt>;  // by a number that is never used again

  AttemptLoop(const ExecutorOptions& options, UniqueFd image);

  void carry_out(Command command);
  bool watch(int fd, std::uint64_t tag);
  void stop(const app::AttemptId& id);
  void kill_all(const std::string& reason);
  void quit();
  void read_output(Attempt& attempt, std::uint64_t number, std::size_t bytes_max);
  void watch_output(const Attempt& attempt, std::uint64_t number, std::uint32_t events);
  void take_log_written(std::uint64_t number);
  void read_reports(Attempt& attempt);
  int wait_milliseconds(SteadyTime now) const;

  // attempt_stages.cpp
  void begin(StartCommand command);
  void take_prepared(std::uint64_t number, PreparedAttempt prepared);
  Result<void> launch(Attempt& attempt, std::uint64_t number, std::optional<NodeUser> user);
  std::vector<std::string> command_line(const app::NodeRun& run, const AttemptFolder& folder) const;
  void hear(Attempt& attempt, const SupervisorReport& report);
  void tell_handle(Attempt& attempt, pid_t pid);
  void terminate(Attempt& attempt, EndCause cause);
  void kill(Attempt& attempt, EndCause cause);
  void leave_to_supervisor(Attempt& attempt);

  void advance(SteadyTime now);
  void close(Attempt& attempt, std::uint64_t number);
  bool report(Attempt& attempt, std::uint64_t number);

  ExecutorOptions options_;
  const std::string boot_id_;
  UniqueFd epoll_;
  UniqueFd wake_;  // an eventfd
  std::optional<Launcher> launcher_;  // of the thread in run(), with which it ends
  std::unique_ptr<WorkArea> work_;
  std::unique_ptr<AttemptPreparation> preparation_;
  std::unique_ptr<LogWriter> logs_;
  Attempts attempts_;
  std::uint64_t watched_launcher_ = 0;
  bool was_left_children_ = false;  // by a launcher that ended
  std::uint64_t next_number_ = 1;
  bool is_quitting_ = false;

  std::mutex mutex_;  // guards the one below
  std::vector<Command> commands_;
};

}  // namespace slipway::executors
