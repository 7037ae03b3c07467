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
constexpr milliseconds exit_look_interval{20};           // of a supervisor that is about to end
constexpr milliseconds wait_max{3'600'000};

// What an event is about: the number of the attempt, and which of its two descriptors.
constexpr std::uint64_t wake_tag = 0;
constexpr std::uint64_t control_tag(std::uint64_t number) { return number * 2; }
constexpr std::uint64_t output_tag(std::uint64_t number) { return number * 2 + 1; }

}  // namespace

AttemptLoop::AttemptLoop(const ExecutorOptions& options, const NodeUsers& users, UniqueFd image, base::Clock& clock)
    : options_(options), users_(users), image_(std::move(image)), clock_(clock) {}

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
      const auto found = attempts_.find(tag / 2);
      if (found == attempts_.end()) continue;
      if (tag == output_tag(found->first)) read_output(found->second, output_bytes_a_turn);
      else read_reports(found->second);
    }
    std::vector<Command> commands;
    {
      const std::lock_guard lock(mutex_);
      commands.swap(commands_);
    }
    for (auto& command : commands) carry_out(std::move(command));
    advance(steady_clock::now());
    take_exits();
  }
  for (const auto& supervisor : leaving_) await_exit(supervisor);
  take_exits();
  work_.reset();
}

void AttemptLoop::carry_out(Command command) {
  if (auto* start = std::get_if<StartCommand>(&command)) {
    begin(std::move(*start));
  } else if (const auto* stop = std::get_if<StopCommand>(&command)) {
    for (auto& [number, attempt] : attempts_)
      if (attempt.run.id == stop->id && attempt.phase == Phase::running) terminate(attempt, EndCause::stopped);
  } else if (const auto* kill = std::get_if<KillAllCommand>(&command)) {
    kill_all(kill->reason);
  } else {
    quit();
  }
}

void AttemptLoop::kill_all(const std::string& reason) {
  for (auto& [number, attempt] : attempts_) {
    if (attempt.phase == Phase::killing) continue;
    attempt.end.given_up_because = reason;
    // What ended by itself or was being ended keeps its result, but is no longer waited for.
    kill(attempt, attempt.phase == Phase::running ? EndCause::given_up : attempt.end.cause);
  }
}

void AttemptLoop::quit() {
  is_quitting_ = true;
  for (auto& [number, attempt] : attempts_) {
    if (attempt.phase == Phase::draining) kill(attempt, EndCause::by_itself);
    if (attempt.phase == Phase::running) terminate(attempt, EndCause::shut_down);
  }
}

void AttemptLoop::begin(StartCommand command) {
  Attempt attempt;
  attempt.run = std::move(command.run);
  attempt.events = std::move(command.events);
  const auto number = next_number_++;
  if (const auto launched = launch(attempt, number); !launched) {
    if (!attempt.folder.name.empty()) work_->remove_later(attempt.folder);
    if (is_shortage(launched.error())) return attempt.events.on_returned(launched.error().message);
    attempt.events.on_finished({.kind = instance::Outcome::failed,
                                .message = launched.error().message,
                                .log_path = attempt.log ? attempt.log->path() : std::string()});
    return;
  }
  attempts_.emplace(number, std::move(attempt));
}

Result<void> AttemptLoop::launch(Attempt& attempt, std::uint64_t number) {
  const auto& run = attempt.run;
  TRY_LET(user, users_.user_of(run));
  TRY_LET(log, NodeLog::create(options_.data_dir, node_log_path(run, clock_.now()), run.log_bytes_max));
  attempt.log = std::move(log);
  TRY_LET(folder, work_->create(user, run.node_type == catalog::python_node_type ? "node.py" : "node.sh", run.text));
  attempt.folder = folder;
  auto command = command_line(run, folder);
  TRY_LET(process,
          spawn_supervisor(image_, {.user = std::move(user),
                                    .memory_max = options_.memory_max,
                                    .file_size_max = options_.file_max,
                                    .directory = folder.working_directory,
                                    .command = std::move(command),
                                    .environment = node_environment(run, folder.working_directory, folder.temporary_directory)}));
  attempt.process = std::move(process);
  if (run.time_limit > milliseconds{0}) attempt.deadline = steady_clock::now() + run.time_limit;
  if (watch(attempt.process.control.get(), control_tag(number)) && watch(attempt.process.output.get(), output_tag(number)))
    return {};
  const int reason = errno;
  attempt.process.control.reset();  // which ends it
  leaving_.push_back(std::move(attempt.process.pidfd));
  return system_error("node.not_started", "watch the process of the node", reason);
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

void AttemptLoop::read_output(Attempt& attempt, std::size_t bytes_max) {
  std::array<char, 64 * 1024> part;
  for (std::size_t total = 0; attempt.process.output && total < bytes_max;) {
    const auto got = ::read(attempt.process.output.get(), part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
      attempt.process.output.reset();  // which also ends the watching
      return;
    }
    attempt.log->append({part.data(), static_cast<std::size_t>(got)});
    total += static_cast<std::size_t>(got);
  }
}

void AttemptLoop::read_reports(Attempt& attempt) {
  bool has_ended = false;
  while (const auto report = next_report(attempt.process, has_ended)) hear(attempt, *report);
  if (has_ended) attempt.process.control.reset();
}

void AttemptLoop::hear(Attempt& attempt, const SupervisorReport& report) {
  switch (report.event) {
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
      attempt.deadline = steady_clock::now() + options_.drain_max;
      return;
    case SupervisorEvent::ended: attempt.end.is_over = true; return;
  }
}

void AttemptLoop::tell_handle(Attempt& attempt, pid_t pid) {
  ProcessHandle handle{.pid = pid, .start_ticks = 0, .boot_id = boot_id()};
  if (const auto process = find_process(pid)) handle.start_ticks = process->start_ticks;  // a zombie at worst
  attempt.events.on_handle({.text = format_process_handle(handle), .log_path = attempt.log->path()});
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
    auto& attempt = position->second;
    const bool is_due = now >= attempt.deadline;
    if (attempt.phase == Phase::running && is_due) terminate(attempt, EndCause::time_limit);
    else if (attempt.phase == Phase::draining && (is_due || !attempt.process.output)) kill(attempt, EndCause::by_itself);
    else if (attempt.phase == Phase::terminating && is_due) kill(attempt, attempt.end.cause);
    else if (attempt.phase == Phase::killing && is_due) leave_to_supervisor(attempt);
    position = attempt.process.control ? std::next(position) : finish(position);
  }
}

AttemptLoop::Attempts::iterator AttemptLoop::finish(Attempts::iterator position) {
  auto attempt = std::move(position->second);
  const auto next = attempts_.erase(position);
  leaving_.push_back(std::move(attempt.process.pidfd));
  // A supervisor that ended without a word was killed, which only a node of our own user or the system can do.
  if (!attempt.end.is_over && !attempt.end.something_survived) {
    await_exit(leaving_.back());  // before that its children are not ours
    kill_orphans();
  }
  read_output(attempt, std::size_t{64} << 20);  // what is still in the pipe
  work_->remove_later(attempt.folder);
  if (attempt.has_returned) {
    attempt.events.on_returned(attempt.end.launch_failure);
    return next;
  }
  attempt.end.last_line = attempt.log->last_line();
  attempt.end.log_failure = attempt.log->write_failure();
  attempt.end.time_limit = attempt.run.time_limit;
  auto outcome = outcome_of(attempt.end);
  outcome.log_path = attempt.log->path();
  attempt.log.reset();
  attempt.events.on_finished(outcome);
  return next;
}

void AttemptLoop::take_exits() { std::erase_if(leaving_, take_exit); }

int AttemptLoop::wait_milliseconds(SteadyTime now) const {
  if (!leaving_.empty()) return static_cast<int>(exit_look_interval.count());
  auto next = SteadyTime::max();
  for (const auto& [number, attempt] : attempts_) next = std::min(next, attempt.deadline);
  if (next == SteadyTime::max()) return -1;
  return static_cast<int>(std::clamp(std::chrono::ceil<milliseconds>(next - now), milliseconds{0}, wait_max).count());
}

}  // namespace slipway::executors
