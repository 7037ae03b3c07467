#include "adapters/executors/process/attempt_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "adapters/executors/process/node_environment.h"
#include "adapters/executors/process/orphans.h"
#include "adapters/executors/process/process_handle.h"
#include "adapters/executors/process/process_table.h"
#include "adapters/executors/system_error.h"
#include "domain/catalog/node_types.h"

namespace slipway::executors {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t output_bytes_a_turn = 256 * 1024;  // then the others have their turn
constexpr std::size_t output_bytes_left_max = std::size_t{64} << 20;  // in the pipe of one that has ended
constexpr milliseconds exit_look_interval{200};          // of supervisors that a launcher left to us
constexpr milliseconds wait_max{3'600'000};

// What an event is about: the number of the attempt, from 1, and which of its two descriptors.
constexpr std::uint64_t wake_tag = 0, launcher_tag = 1;
constexpr std::uint64_t control_tag(std::uint64_t number) { return number * 2; }
constexpr std::uint64_t output_tag(std::uint64_t number) { return number * 2 + 1; }

}  // namespace

AttemptLoop::AttemptLoop(const ExecutorOptions& options, const NodeUsers& users, UniqueFd image, base::Clock& clock)
    : options_(options), users_(users), clock_(clock), boot_id_(boot_id()), launcher_(std::in_place, std::move(image)) {}

Result<std::unique_ptr<AttemptLoop>> AttemptLoop::create(const ExecutorOptions& options, const NodeUsers& users, UniqueFd image,
                                                         base::Clock& clock) {
  std::unique_ptr<AttemptLoop> loop(new AttemptLoop(options, users, std::move(image), clock));
  loop->epoll_ = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
  loop->wake_ = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!loop->epoll_ || !loop->wake_ || !loop->watch(loop->wake_.get(), wake_tag))
    return system_error("node.executor_not_usable", "open the executor's descriptors", errno);
  TRY(adopt_orphans());
  TRY_LET(work, WorkArea::open(options.data_dir, options.outside_dir));
  loop->work_ = std::move(work);
  const auto post = [raw = loop.get()](Command command) { raw->post(std::move(command)); };
  TRY_LET(logs, LogWriter::create([post](std::uint64_t number) { post(LogWrittenCommand{number}); }));
  loop->logs_ = std::move(logs);
  TRY_LET(preparation, AttemptPreparation::create(loop->options_, users, *loop->work_, clock,
                                                  [post](std::uint64_t number, PreparedAttempt prepared) {
                                                    post(PreparedCommand{number, std::move(prepared)});
                                                  }));
  loop->preparation_ = std::move(preparation);
  return loop;
}

void AttemptLoop::post(Command command) {
  {
    const std::lock_guard lock(mutex_);
    commands_.push_back(std::move(command));
  }
  const std::uint64_t one = 1;
  (void)!::write(wake_.get(), &one, sizeof one);  // full means that it is awake anyway
}

void AttemptLoop::run() {
  while (!is_quitting_ || !attempts_.empty()) {
    std::array<epoll_event, 64> events;
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), wait_milliseconds(steady_clock::now()));
    for (int i = 0; i < count; ++i) {
      const auto tag = events[static_cast<std::size_t>(i)].data.u64;
      if (tag == wake_tag) {
        std::uint64_t times = 0;
        (void)!::read(wake_.get(), &times, sizeof times);
        continue;
      }
      if (tag == launcher_tag) {
        launcher_->give_up(launcher_->generation());  // it says nothing: it has ended
        continue;
      }
      const auto found = attempts_.find(tag / 2);
      if (found == attempts_.end()) continue;
      if (tag == output_tag(found->first)) read_output(found->second, found->first, output_bytes_a_turn);
      else read_reports(found->second);
    }
    std::vector<Command> commands;
    {
      const std::lock_guard lock(mutex_);
      commands.swap(commands_);
    }
    for (auto& command : commands) carry_out(std::move(command));
    advance(steady_clock::now());
    was_left_children_ = launcher_->take_exits();
  }
  launcher_.reset();
  preparation_.reset();
  logs_.reset();
  work_.reset();
}

void AttemptLoop::carry_out(Command command) {
  if (auto* start = std::get_if<StartCommand>(&command)) begin(std::move(*start));
  else if (auto* made = std::get_if<PreparedCommand>(&command)) take_prepared(made->number, std::move(made->prepared));
  else if (const auto* written = std::get_if<LogWrittenCommand>(&command)) take_log_written(written->number);
  else if (const auto* wanted = std::get_if<StopCommand>(&command)) stop(wanted->id);
  else if (const auto* kill = std::get_if<KillAllCommand>(&command)) kill_all(kill->reason);
  else quit();
}

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

bool AttemptLoop::watch(int fd, std::uint64_t tag) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = tag;
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void AttemptLoop::stop(const app::AttemptId& id) {
  for (auto& [number, attempt] : attempts_) {
    if (attempt.run->id != id) continue;
    if (attempt.phase == Phase::running) terminate(attempt, EndCause::stopped);
    if (attempt.phase == Phase::preparing) attempt.end.cause = EndCause::stopped;
  }
}

void AttemptLoop::kill_all(const std::string& reason) {
  for (auto& [number, attempt] : attempts_) {
    if (attempt.phase == Phase::killing || attempt.phase == Phase::closing) continue;
    attempt.end.given_up_because = reason;
    // What ended by itself or was being ended keeps its result, but is no longer waited for.
    if (attempt.phase == Phase::preparing) attempt.end.cause = EndCause::given_up;
    else kill(attempt, attempt.phase == Phase::running ? EndCause::given_up : attempt.end.cause);
  }
}

void AttemptLoop::quit() {
  is_quitting_ = true;
  for (auto& [number, attempt] : attempts_) {
    if (attempt.phase == Phase::preparing) attempt.end.cause = EndCause::shut_down;
    if (attempt.phase == Phase::draining) kill(attempt, EndCause::by_itself);
    if (attempt.phase == Phase::running) terminate(attempt, EndCause::shut_down);
  }
}

void AttemptLoop::read_output(Attempt& attempt, std::uint64_t number, std::size_t bytes_max) {
  if (attempt.output_waits && attempt.phase != Phase::closing) return;
  std::array<char, 64 * 1024> part;
  for (std::size_t total = 0; attempt.process.output && total < bytes_max;) {
    const auto got = ::read(attempt.process.output.get(), part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
      attempt.process.output.reset();  // which also ends the watching
      return;
    }
    const bool has_room = logs_->append(number, {part.data(), static_cast<std::size_t>(got)});
    total += static_cast<std::size_t>(got);
    if (has_room || attempt.phase == Phase::closing) continue;
    attempt.output_waits = true;
    if (attempt.phase == Phase::draining) attempt.deadline = SteadyTime::max();
    return watch_output(attempt, number, EPOLLONESHOT);  // its end comes all the same, once
  }
}

// The node waits in its turn, as soon as the pipe is full.
void AttemptLoop::watch_output(const Attempt& attempt, std::uint64_t number, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = output_tag(number);
  (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, attempt.process.output.get(), &event);
}

void AttemptLoop::take_log_written(std::uint64_t number) {
  const auto found = attempts_.find(number);
  if (found == attempts_.end()) return;
  auto& attempt = found->second;
  attempt.end_waits = false;
  if (!std::exchange(attempt.output_waits, false) || !attempt.process.output) return;
  if (attempt.phase == Phase::draining) attempt.deadline = steady_clock::now() + options_.drain_max;
  watch_output(attempt, number, EPOLLIN);
}

void AttemptLoop::read_reports(Attempt& attempt) {
  bool has_ended = false;
  while (const auto report = next_report(attempt.process, has_ended)) hear(attempt, *report);
  if (!has_ended) return;
  attempt.process.control.reset();
  if (attempt.process.supervisor != 0 || attempt.end.is_over) return;
  // The launcher was killed before it took the start, or what it forked before it did anything.
  attempt.end.is_over = true;
  attempt.end.launch_failure = "what starts nodes was ended from outside";
  attempt.has_returned = attempt.phase == Phase::running;
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

int AttemptLoop::wait_milliseconds(SteadyTime now) const {
  auto next = was_left_children_ ? now + exit_look_interval : SteadyTime::max();
  for (const auto& [number, attempt] : attempts_) next = std::min({next, attempt.deadline, attempt.begun_by});
  if (next == SteadyTime::max()) return -1;
  return static_cast<int>(std::clamp(std::chrono::ceil<milliseconds>(next - now), milliseconds{0}, wait_max).count());
}

}  // namespace slipway::executors
