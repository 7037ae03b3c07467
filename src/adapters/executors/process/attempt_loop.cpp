#include "adapters/executors/process/attempt_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "adapters/executors/process/launcher.h"
#include "adapters/executors/process/node_environment.h"
#include "adapters/executors/system_error.h"
#include "domain/catalog/split_arguments.h"

namespace slipway::executors {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t output_bytes_a_turn = 256 * 1024;  // then the others have their turn
constexpr std::size_t report_bytes_max = 4096;
constexpr milliseconds first_look_interval{2}, look_interval_max{200}, orphan_look_interval{1'000};

// What an event is about: the number of the attempt, and which of its two descriptors.
constexpr std::uint64_t wake_tag = 0;
constexpr std::uint64_t exit_tag(std::uint64_t number) { return number * 2; }
constexpr std::uint64_t output_tag(std::uint64_t number) { return number * 2 + 1; }

// All that can belong to an attempt: whoever loses his parent becomes our child.
std::vector<ProcessEntry> own_descendants() { return descendants_of(::getpid(), list_processes()); }

std::string read_report(const UniqueFd& report) {
  std::string text(report_bytes_max, '\0');
  const auto got = ::read(report.get(), text.data(), text.size());
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

}  // namespace

AttemptLoop::AttemptLoop(const ExecutorOptions& options, base::Clock& clock) : options_(options), clock_(clock) {}

Result<std::unique_ptr<AttemptLoop>> AttemptLoop::create(const ExecutorOptions& options, base::Clock& clock) {
  std::unique_ptr<AttemptLoop> loop(new AttemptLoop(options, clock));
  loop->epoll_ = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
  loop->wake_ = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!loop->epoll_ || !loop->wake_ || !loop->watch(loop->wake_.get(), wake_tag))
    return system_error("node.executor_not_usable", "open the executor's descriptors", errno);
  // A node's grandchild whose parent ends becomes our child: so everything that runs for us stays below us.
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
    return system_error("node.executor_not_usable", "keep hold of the nodes' processes", errno);
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
  while (!quitting_ || !attempts_.empty()) {
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
      else main_process_ended(found->second);
    }
    std::vector<Command> commands;
    {
      const std::lock_guard lock(mutex_);
      commands.swap(commands_);
    }
    for (auto& command : commands) carry_out(std::move(command));
    advance(steady_clock::now());
  }
  work_.reset();
}

void AttemptLoop::carry_out(Command command) {
  if (auto* start = std::get_if<StartCommand>(&command)) {
    begin(std::move(*start));
  } else if (const auto* stop = std::get_if<StopCommand>(&command)) {
    for (auto& [number, attempt] : attempts_)
      if (attempt.run.key == stop->key && attempt.phase == Phase::running) begin_killing(attempt, EndCause::stopped);
  } else if (const auto* kill_all = std::get_if<KillAllCommand>(&command)) {
    kill_everything(kill_all->reason);
  } else {
    quitting_ = true;
    kill_everything("the server was stopped before the node ended");
  }
}

void AttemptLoop::kill_everything(const std::string& reason) {
  for (auto& [number, attempt] : attempts_) {
    // What ended by itself keeps its result, but its output is no longer waited for.
    if (attempt.phase == Phase::draining) begin_killing(attempt, EndCause::by_itself);
    if (attempt.phase != Phase::running) continue;
    attempt.end.given_up_because = reason;
    begin_killing(attempt, EndCause::given_up);
  }
}

void AttemptLoop::begin(StartCommand command) {
  Attempt attempt;
  attempt.run = std::move(command.run);
  attempt.on_finished = std::move(command.on_finished);
  attempt.started_at = clock_.now();
  if (attempt.run.node_type == "Dummy") {
    attempt.on_finished({.kind = app::NodeOutcome::Kind::succeeded, .started_at = attempt.started_at, .ended_at = clock_.now()});
    return;
  }
  const auto number = next_number_++;
  if (const auto launched = launch(attempt, number); !launched) {
    if (!attempt.folder.name.empty()) work_->remove_later(attempt.folder);
    attempt.on_finished({.kind = app::NodeOutcome::Kind::failed,
                         .message = launched.error().message,
                         .log_path = attempt.log ? attempt.log->path() : std::string(),
                         .started_at = attempt.started_at,
                         .ended_at = clock_.now()});
    return;
  }
  app::StartedProcess started{.pid = attempt.child.pid, .boot_id = boot_id(), .log_path = attempt.log->path()};
  if (attempt.main) started.start_ticks = attempt.main->start_ticks;
  attempts_.emplace(number, std::move(attempt));
  command.on_started(started);
}

Result<void> AttemptLoop::launch(Attempt& attempt, std::uint64_t number) {
  const auto& run = attempt.run;
  TRY_LET(user, find_node_user(run.run_as.empty() ? options_.run_as : run.run_as));
  TRY_LET(log, NodeLog::create(options_.data_dir, node_log_path(run.key, attempt.started_at), run.log_bytes_max));
  attempt.log = std::move(log);
  TRY_LET(folder, work_->create(user, run.node_type == "Python" ? "node.py" : "node.sh", run.text));
  attempt.folder = folder;
  TRY_LET(command, command_line(run, folder));

  TRY_LET(child, spawn_child(options_.launcher_path, launcher_arguments(::getpid(), user, folder.working_directory, command),
                             node_environment(run, folder.working_directory)));
  attempt.child = std::move(child);
  attempt.main = find_process(attempt.child.pid);  // a zombie at worst: we have not waited for it
  if (user) node_uids_.insert(user->uid);
  if (run.time_limit > milliseconds{0}) attempt.deadline = steady_clock::now() + run.time_limit;
  if (watch(attempt.child.pidfd.get(), exit_tag(number)) && watch(attempt.child.output.get(), output_tag(number))) return {};
  const int reason = errno;
  kill_child(attempt.child.pid);
  return system_error("node.not_started", "watch the process of the node", reason);
}

Result<std::vector<std::string>> AttemptLoop::command_line(const app::NodeRun& run, const AttemptFolder& folder) const {
  TRY_LET(arguments, catalog::split_arguments(run.arguments));
  std::vector<std::string> command = {run.node_type == "Python" ? options_.python_path : options_.shell_path, folder.script_path};
  command.insert(command.end(), arguments.begin(), arguments.end());
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
  for (std::size_t total = 0; attempt.child.output && total < bytes_max;) {
    const auto got = ::read(attempt.child.output.get(), part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
      attempt.child.output.reset();  // which also ends the watching
      return;
    }
    attempt.log->append({part.data(), static_cast<std::size_t>(got)});
    total += static_cast<std::size_t>(got);
  }
}

void AttemptLoop::main_process_ended(Attempt& attempt) {
  (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, attempt.child.pidfd.get(), nullptr);
  attempt.main_ended = true;
  attempt.end.exit = peek_exit(attempt.child.pidfd);
  attempt.end.launch_failure = read_report(attempt.child.report);
  const auto now = steady_clock::now();
  if (attempt.phase == Phase::running) {
    attempt.phase = Phase::draining;
    attempt.deadline = now + options_.drain_max;
  } else {
    attempt.next_look = now;
  }
}

void AttemptLoop::begin_killing(Attempt& attempt, EndCause cause) {
  attempt.phase = Phase::killing;
  attempt.end.cause = cause;
  attempt.next_look = steady_clock::now();
  attempt.deadline = attempt.next_look + options_.kill_max;
  attempt.look_interval = first_look_interval;
}

void AttemptLoop::advance(SteadyTime now) {
  for (auto position = attempts_.begin(); position != attempts_.end();) {
    auto& attempt = position->second;
    if (attempt.phase == Phase::running && now >= attempt.deadline) begin_killing(attempt, EndCause::time_limit);
    if (attempt.phase == Phase::draining && (!attempt.child.output || now >= attempt.deadline))
      begin_killing(attempt, EndCause::by_itself);
    const bool is_done = attempt.phase == Phase::killing && steady_clock::now() >= attempt.next_look && has_died(attempt, now);
    position = is_done ? finish(position) : std::next(position);
  }
  if (now >= next_orphan_look_ && (may_have_orphans_ || !attempts_.empty())) may_have_orphans_ = clear_orphans();
}

bool AttemptLoop::has_died(Attempt& attempt, SteadyTime now) {
  const auto left = kill_tree({.main = attempt.main, .carries_marks = marks_in_environment(attempt.run.key)}, own_descendants);
  if (left == 0 && attempt.main_ended) return true;
  if (now >= attempt.deadline) {
    attempt.end.something_survived = true;
    return true;
  }
  attempt.look_interval = std::min(attempt.look_interval * 2, look_interval_max);
  attempt.next_look = steady_clock::now() + attempt.look_interval;
  return false;
}

AttemptLoop::Attempts::iterator AttemptLoop::finish(Attempts::iterator position) {
  auto attempt = std::move(position->second);
  const auto next = attempts_.erase(position);
  read_output(attempt, std::size_t{64} << 20);  // what is still in the pipe; nobody is left to write more
  take_exit(attempt.child.pidfd);
  work_->remove_later(attempt.folder);
  may_have_orphans_ = true;
  if (attempts_.empty()) next_orphan_look_ = {};  // at once: there may be no later occasion

  attempt.end.last_line = attempt.log->last_line();
  attempt.end.log_failure = attempt.log->write_failure();
  attempt.end.time_limit = attempt.run.time_limit;
  auto outcome = outcome_of(attempt.end);
  outcome.log_path = attempt.log->path();
  outcome.started_at = attempt.started_at;
  outcome.ended_at = clock_.now();
  attempt.log.reset();
  attempt.on_finished(outcome);
  return next;
}

// Children of ours that no attempt's main process is: they lost their parents. Zombies among them are taken away. One that
// left its session and cleared its environment belongs to some attempt that ran when it began: when the last of these is
// over, it is killed. With nodes of our own user it cannot be told from what others may have started here, and is left.
// True when it killed something, which is to be taken away soon.
bool AttemptLoop::clear_orphans() {
  next_orphan_look_ = steady_clock::now() + orphan_look_interval;
  bool has_killed = false;
  const auto own_session = ::getsid(0);
  for (const auto& process : list_processes()) {
    if (process.parent != ::getpid() || process.session == own_session) continue;
    const auto is_main = [&](const auto& each) { return each.second.child.pid == process.pid; };
    if (std::ranges::any_of(attempts_, is_main)) continue;
    if (process.gone) {
      siginfo_t ignored{};
      ::waitid(P_PID, static_cast<id_t>(process.pid), &ignored, WEXITED | WNOHANG);
      continue;
    }
    const auto may_own = [&](const auto& each) {
      return each.second.main && each.second.main->start_ticks <= process.start_ticks;
    };
    const auto owner = process_owner(process.pid);
    const bool is_of_node_user = owner && node_uids_.contains(*owner);
    if (is_of_node_user && std::ranges::none_of(attempts_, may_own)) has_killed = signal_process(process, SIGKILL) || has_killed;
  }
  return has_killed;
}

int AttemptLoop::wait_milliseconds(SteadyTime now) const {
  if (attempts_.empty() && !may_have_orphans_) return -1;
  auto next = next_orphan_look_;
  for (const auto& [number, attempt] : attempts_) {
    next = std::min(next, attempt.deadline);
    if (attempt.phase == Phase::killing) next = std::min(next, attempt.next_look);
  }
  const auto wait = std::chrono::ceil<milliseconds>(next - now).count();
  return static_cast<int>(std::clamp<std::int64_t>(wait, 0, orphan_look_interval.count()));
}

}  // namespace slipway::executors
