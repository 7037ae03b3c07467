#include "adapters/executors/process/process_executor.h"

#include <system_error>
#include <utility>

#include "adapters/executors/process/attempt_loop.h"
#include "adapters/executors/process/supervisor/supervisor_image.h"
#include "adapters/executors/system_error.h"

namespace slipway::executors {

ProcessExecutor::ProcessExecutor(ExecutorOptions options, NodeUsers users)
    : options_(std::move(options)), users_(std::move(users)), recovery_(options_.kill_max) {}

Result<std::unique_ptr<ProcessExecutor>> ProcessExecutor::create(ExecutorOptions options, base::Clock& clock) {
  TRY_LET(image, open_supervisor_image());
  TRY_LET(users, NodeUsers::create(options, image));
  std::unique_ptr<ProcessExecutor> executor(new ProcessExecutor(std::move(options), std::move(users)));
  TRY(executor->recovery_.start());
  TRY_LET(loop, AttemptLoop::create(executor->options_, executor->users_, std::move(image), clock));
  executor->loop_ = std::move(loop);
  try {
    executor->thread_ = std::thread([raw = executor->loop_.get()] { raw->run(); });
  } catch (const std::system_error& failure) {
    return system_error("node.executor_not_usable", "start the executor's thread", failure.code().value());
  }
  return executor;
}

ProcessExecutor::~ProcessExecutor() {
  request_stop();
  join();
}

void ProcessExecutor::request_stop() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(stopping_, true)) return;
  recovery_.request_stop();
  if (loop_) loop_->post(QuitCommand{});
}

void ProcessExecutor::join() {
  std::thread thread;
  {
    const std::lock_guard lock(mutex_);
    thread.swap(thread_);
  }
  if (thread.joinable()) thread.join();
  recovery_.join();
}

Result<void> ProcessExecutor::take_slot(const app::NodeRun& run) {
  if (stopping_) return base::unavailable("node.executor_stopping", "the server is stopping and starts no more nodes");
  if (running_.contains(run.id)) return base::conflict("node.already_running", "this attempt of the node is running");
  if (running_.size() >= options_.running_nodes_max)
    return base::unavailable("node.executor_full",
                             std::to_string(running_.size()) + " nodes are running here, as many as limits.running_nodes allows");
  running_.insert(run.id);
  return {};
}

Result<void> ProcessExecutor::start(app::NodeRun run, app::AttemptEvents events) {
  const auto leave = [this, id = run.id] {
    const std::lock_guard lock(mutex_);
    running_.erase(id);  // before the callback, which may start the next
  };
  events.on_finished = [leave, next = std::move(events.on_finished)](const app::AttemptOutcome& outcome) {
    leave();
    next(outcome);
  };
  events.on_returned = [leave, next = std::move(events.on_returned)](std::string reason) {
    leave();
    next(std::move(reason));
  };
  const std::lock_guard lock(mutex_);
  TRY(take_slot(run));
  // Posted under the lock: nothing may follow the command to quit.
  loop_->post(StartCommand{.run = std::move(run), .events = std::move(events)});
  return {};
}

void ProcessExecutor::stop(const app::AttemptId& id) {
  const std::lock_guard lock(mutex_);
  if (!stopping_) loop_->post(StopCommand{.id = id});
}

void ProcessExecutor::kill_all(std::string reason) {
  const std::lock_guard lock(mutex_);
  if (!stopping_) loop_->post(KillAllCommand{.reason = std::move(reason)});
}

std::size_t ProcessExecutor::running() const {
  const std::lock_guard lock(mutex_);
  return running_.size();
}

void ProcessExecutor::recover(app::LostAttempt attempt, OnRecovered on_recovered, OnFinished) {
  bool runs_here = false;
  {
    const std::lock_guard lock(mutex_);
    runs_here = running_.contains(attempt.id);
  }
  if (runs_here) return on_recovered(app::Recovery::unknown);  // it is no stray
  recovery_.ask(std::move(attempt), std::move(on_recovered));
}

}  // namespace slipway::executors
