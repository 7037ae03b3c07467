#include "adapters/executors/process/process_executor.h"

#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "adapters/executors/node_log.h"
#include "adapters/executors/process/attempt_loop.h"
#include "adapters/executors/process/node_user.h"
#include "adapters/executors/process/process_tree.h"
#include "adapters/executors/system_error.h"

namespace slipway::executors {
namespace {

constexpr const char* dummy_type = "Dummy";

std::vector<ProcessEntry> all_but_ourselves() {
  auto processes = list_processes();
  std::erase_if(processes, [](const ProcessEntry& process) { return process.pid == ::getpid(); });
  return processes;
}

// The recorded process, as far as the record is of this run of the machine.
std::optional<ProcessEntry> main_process_of(const std::optional<app::StartedProcess>& recorded) {
  if (!recorded || recorded->pid <= 1 || recorded->boot_id != boot_id()) return std::nullopt;
  return ProcessEntry{.pid = recorded->pid, .start_ticks = recorded->start_ticks};
}

}  // namespace

ProcessExecutor::ProcessExecutor(ExecutorOptions options) : options_(std::move(options)) {}

Result<std::unique_ptr<ProcessExecutor>> ProcessExecutor::create(ExecutorOptions options, base::Clock& clock) {
  TRY_LET(user, find_node_user(options.run_as));
  std::unique_ptr<ProcessExecutor> executor(new ProcessExecutor(std::move(options)));
  if (!user)
    executor->isolation_warning_ =
        "nodes run as the server's own user and can read all that it can; run the server as root with node.run_as to part them";
  TRY_LET(loop, AttemptLoop::create(executor->options_, clock));
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
  if (loop_) loop_->post(QuitCommand{});
}

void ProcessExecutor::join() {
  std::thread thread;
  {
    const std::lock_guard lock(mutex_);
    thread.swap(thread_);
  }
  if (thread.joinable()) thread.join();
}

bool ProcessExecutor::can_run(std::string_view node_type) const {
  return node_type == "Shell" || node_type == "Python" || node_type == dummy_type;
}

Result<void> ProcessExecutor::take_slot(const app::NodeRun& run) {
  if (stopping_) return base::unavailable("node.executor_stopping", "the server is stopping and starts no more nodes");
  if (running_.contains(run.key)) return base::conflict("node.already_running", "this attempt of the node is running");
  if (run.node_type == dummy_type) return {};
  if (running_.size() >= options_.running_nodes_max)
    return base::unavailable("node.executor_full",
                             std::to_string(running_.size()) + " nodes are running here, as many as limits.running_nodes allows");
  running_.insert(run.key);
  return {};
}

Result<void> ProcessExecutor::start(app::NodeRun run, OnStarted on_started, OnFinished on_finished) {
  if (!can_run(run.node_type))
    return base::invalid_argument("node.type_unknown", "nodes of the type '" + run.node_type + "' cannot be run here");

  auto finish = [this, key = run.key, on_finished = std::move(on_finished)](const app::NodeOutcome& outcome) {
    {
      const std::lock_guard lock(mutex_);
      running_.erase(key);  // before the callback, which may start the next
    }
    on_finished(outcome);
  };
  const std::lock_guard lock(mutex_);
  TRY(take_slot(run));
  // Posted under the lock: nothing may follow the command to quit.
  loop_->post(StartCommand{.run = std::move(run), .on_started = std::move(on_started), .on_finished = std::move(finish)});
  return {};
}

void ProcessExecutor::stop(const app::AttemptKey& key) {
  const std::lock_guard lock(mutex_);
  if (!stopping_) loop_->post(StopCommand{.key = key});
}

void ProcessExecutor::kill_all(std::string reason) {
  const std::lock_guard lock(mutex_);
  if (!stopping_) loop_->post(KillAllCommand{.reason = std::move(reason)});
}

std::size_t ProcessExecutor::running() const {
  const std::lock_guard lock(mutex_);
  return running_.size();
}

Result<void> ProcessExecutor::reap_strays(const app::AttemptKey& key, const std::optional<app::StartedProcess>& recorded) {
  {
    const std::lock_guard lock(mutex_);
    if (running_.contains(key))
      return base::conflict("node.already_running", "this attempt of the node is running here: it is no stray");
  }
  const TreeQuery query{.main = main_process_of(recorded), .carries_marks = marks_in_environment(key)};
  const auto deadline = std::chrono::steady_clock::now() + options_.kill_max;
  std::chrono::milliseconds pause{1};
  while (kill_tree(query, all_but_ourselves) > 0) {
    if (std::chrono::steady_clock::now() >= deadline)
      return base::unavailable("node.strays_left",
                               "a process of an earlier attempt of the node '" + key.node_name + "' could not be killed");
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, std::chrono::milliseconds{100});
  }
  return {};
}

Result<app::LogChunk> ProcessExecutor::read_log(std::string_view log_path, std::int64_t offset, std::size_t bytes_max) const {
  return read_node_log(options_.data_dir, log_path, offset, bytes_max);
}

}  // namespace slipway::executors
