// The stages of an attempt, from its start to its report: what the loop does with each.
#include <algorithm>
#include <cerrno>
#include <utility>

#include "adapters/executors/process/attempt_loop.h"
#include "adapters/executors/process/node_environment.h"
#include "adapters/executors/process/processes/orphans.h"
#include "adapters/executors/process/processes/process_handle.h"
#include "adapters/executors/process/processes/process_table.h"
#include "adapters/executors/system_error.h"
#include "domain/catalog/node_types.h"

namespace slipway::executors {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t output_bytes_left_max = std::size_t{64} << 20;  // in the pipe of one that has ended

}  // namespace

void AttemptLoop::begin(StartCommand command) {
  const auto number = next_number_++;
  auto& attempt = attempts_[number];
  attempt.run = std::make_shared<const app::NodeRun>(std::move(command.run));
  attempt.events = std::move(command.events);
  preparation_->ask(number, attempt.run);
}

void AttemptLoop::take_prepared(std::uint64_t number, PreparedAttempt prepared) {
  const auto position = attempts_.find(number);  // nobody takes it away while it is prepared
  auto& attempt = position->second;
  attempt.folder = std::move(prepared.folder);
  if (prepared.log) {
    attempt.log_path = prepared.log->path();
    logs_->add(number, std::move(*prepared.log));
  }
  attempt.end.is_over = true;  // as long as nothing was launched
  if (attempt.end.cause != EndCause::by_itself) return close(attempt, number);
  const auto launched =
      prepared.failure ? Result<void>(std::move(*prepared.failure)) : launch(attempt, number, std::move(prepared.user));
  if (launched) return;
  attempt.end.launch_failure = launched.error().message;
  attempt.has_returned = is_shortage(launched.error());
  close(attempt, number);
}

Result<void> AttemptLoop::launch(Attempt& attempt, std::uint64_t number, std::optional<NodeUser> user) {
  const auto& run = *attempt.run;
  const auto& folder = attempt.folder;
  auto environment = node_environment(run, folder.working_directory, folder.temporary_directory);
  TRY_LET(ends, open_supervised({.user = std::move(user),
                                 .memory_max = options_.memory_max,
                                 .file_size_max = options_.file_max,
                                 .directory = folder.working_directory,
                                 .command = command_line(run, folder),
                                 .environment = std::move(environment),
                                 .mark_count = mark_count}));
  // First, since what cannot be watched must not begin.
  if (!watch(ends.ours.control.get(), control_tag(number)) || !watch(ends.ours.output.get(), output_tag(number)))
    return system_error("node.not_started", "watch the process of the node", errno);
  TRY(launcher_->launch(ends.theirs));
  if (std::exchange(watched_launcher_, launcher_->generation()) != launcher_->generation())
    (void)watch(launcher_->socket(), launcher_tag);  // else its end is seen at the next start
  const auto now = steady_clock::now();
  attempt.end.is_over = false;
  attempt.process = std::move(ends.ours);
  attempt.launcher = launcher_->generation();
  attempt.begun_by = now + options_.kill_max;
  attempt.phase = Phase::running;
  if (run.time_limit > milliseconds{0}) attempt.deadline = now + run.time_limit;
  return {};
}

std::vector<std::string> AttemptLoop::command_line(const app::NodeRun& run, const AttemptFolder& folder) const {
  std::vector<std::string> command = {run.node_type == catalog::python_node_type ? options_.python_path : options_.shell_path,
                                      folder.script_path};
  command.insert(command.end(), run.arguments.begin(), run.arguments.end());
  return command;
}

void AttemptLoop::hear(Attempt& attempt, const SupervisorReport& report) {
  switch (report.event) {
    case SupervisorEvent::begun:
      attempt.process.supervisor = report.number;
      attempt.begun_by = SteadyTime::max();
      return;
    case SupervisorEvent::started: return tell_handle(attempt, report.number);
    case SupervisorEvent::not_started: {
      const auto failure = system_error("node.not_started", report.text, report.number);
      attempt.end.is_over = true;
      attempt.has_returned = is_shortage(failure) && attempt.phase == Phase::running;
      attempt.end.launch_failure = failure.message;
      return;
    }
    case SupervisorEvent::exited:
      attempt.end.exit = to_exit_status(report.number);
      if (attempt.phase != Phase::running) return;
      attempt.phase = Phase::draining;
      attempt.deadline = attempt.output_waits ? SteadyTime::max() : steady_clock::now() + options_.drain_max;
      return;
    case SupervisorEvent::ended: attempt.end.is_over = true; return;
  }
}

void AttemptLoop::tell_handle(Attempt& attempt, pid_t pid) {
  ProcessHandle handle{.pid = pid, .start_ticks = 0, .boot_id = boot_id_};
  if (const auto process = find_process(pid)) handle.start_ticks = process->start_ticks;  // a zombie at worst
  attempt.events.on_handle({.text = format_process_handle(handle), .log_path = attempt.log_path});
}

void AttemptLoop::terminate(Attempt& attempt, EndCause cause) {
  attempt.phase = Phase::terminating;
  attempt.end.cause = cause;
  attempt.deadline = steady_clock::now() + options_.stop_grace;
  give_order(attempt.process, SupervisorOrder::terminate);
}

void AttemptLoop::kill(Attempt& attempt, EndCause cause) {
  attempt.phase = Phase::killing;
  attempt.end.cause = cause;
  attempt.deadline = steady_clock::now() + options_.kill_max;
  give_order(attempt.process, SupervisorOrder::kill);
}

// It goes on killing without us.
void AttemptLoop::leave_to_supervisor(Attempt& attempt) {
  attempt.end.something_survived = true;
  attempt.process.control.reset();
}

void AttemptLoop::advance(SteadyTime now) {
  for (auto position = attempts_.begin(); position != attempts_.end();) {
    auto& [number, attempt] = *position;
    const bool is_due = now >= attempt.deadline;
    if (now >= attempt.begun_by) {
      attempt.begun_by = SteadyTime::max();
      launcher_->give_up(attempt.launcher);  // which ends what it has not begun
    }
    if (attempt.phase == Phase::running && is_due) terminate(attempt, EndCause::time_limit);
    else if (attempt.phase == Phase::draining && (is_due || !attempt.process.output)) kill(attempt, EndCause::by_itself);
    else if (attempt.phase == Phase::terminating && is_due) kill(attempt, attempt.end.cause);
    else if (attempt.phase == Phase::killing && is_due) leave_to_supervisor(attempt);
    const bool has_process = attempt.phase != Phase::preparing && attempt.phase != Phase::closing;
    if (has_process && !attempt.process.control) close(attempt, number);
    position = attempt.phase == Phase::closing && report(attempt, number) ? attempts_.erase(position) : std::next(position);
  }
}

void AttemptLoop::close(Attempt& attempt, std::uint64_t number) {
  attempt.phase = Phase::closing;
  attempt.deadline = attempt.begun_by = SteadyTime::max();
  // A supervisor that ended without a word was killed, which only a node of our own user or the system can do.
  if (!attempt.end.is_over && !attempt.end.something_survived) {
    await_exit(attempt.process.supervisor);  // before that its children are not ours
    kill_orphans();
  }
  if (attempt.process.output) read_output(attempt, number, output_bytes_left_max);
  if (!attempt.folder.name.empty()) work_->remove_later(attempt.folder);
}

// False while its log is not whole.
bool AttemptLoop::report(Attempt& attempt, std::uint64_t number) {
  if (attempt.end_waits) return false;
  if (!attempt.log_path.empty()) {
    const auto log = logs_->take(number);
    attempt.end_waits = !log;
    if (!log) return false;
    attempt.end.last_line = log->last_line();
    attempt.end.log_failure = log->write_failure();
  }
  if (attempt.has_returned) {
    attempt.events.on_returned(attempt.end.launch_failure);
    return true;
  }
  attempt.end.time_limit = attempt.run->time_limit;
  auto outcome = outcome_of(attempt.end);
  outcome.log_path = attempt.log_path;
  attempt.events.on_finished(outcome);
  return true;
}

}  // namespace slipway::executors
