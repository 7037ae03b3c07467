#include "adapters/executors/process/attempt_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "adapters/executors/process/processes/orphans.h"
#include "adapters/executors/process/processes/process_table.h"
#include "adapters/executors/system_error.h"

namespace slipway::executors {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t output_bytes_a_turn = 256 * 1024;  // then the others have their turn
constexpr milliseconds exit_look_interval{200};          // of supervisors that a launcher left to us
constexpr milliseconds wait_max{3'600'000};

}  // namespace

AttemptLoop::AttemptLoop(const ExecutorOptions& options, UniqueFd image)
    : options_(options), boot_id_(boot_id()), launcher_(std::in_place, std::move(image)) {}

Result<std::unique_ptr<AttemptLoop>> AttemptLoop::create(const ExecutorOptions& options, const NodeUsers& users, UniqueFd image,
                                                         base::Clock& clock) {
  std::unique_ptr<AttemptLoop> loop(new AttemptLoop(options, std::move(image)));
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

int AttemptLoop::wait_milliseconds(SteadyTime now) const {
  auto next = was_left_children_ ? now + exit_look_interval : SteadyTime::max();
  for (const auto& [number, attempt] : attempts_) next = std::min({next, attempt.deadline, attempt.begun_by});
  if (next == SteadyTime::max()) return -1;
  return static_cast<int>(std::clamp(std::chrono::ceil<milliseconds>(next - now), milliseconds{0}, wait_max).count());
}

}  // namespace slipway::executors
