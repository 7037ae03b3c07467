// The NodeExecutor of this machine: Shell and Python nodes as child processes, Dummy nodes at once.
//
// One in a process: it becomes the reaper of all orphans below the process. It owns the thread that the nodes live by.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "adapters/executors/process/executor_options.h"
#include "app/ports/node_executor.h"
#include "base/clock.h"

namespace slipway::executors {

class AttemptLoop;

class ProcessExecutor final : public app::NodeExecutor {
 public:
  // The clock must outlive it. Errors: "node.user_not_found", "node.user_needs_root", "node.work_not_usable",
  // "node.executor_not_usable".
  static Result<std::unique_ptr<ProcessExecutor>> create(ExecutorOptions options, base::Clock& clock);
  ~ProcessExecutor() override;  // request_stop and join

  // No more starts; what runs is killed and reported as lost. Both may be called any number of times.
  void request_stop();
  void join();

  // One line for the start: as whom nodes run, and what that leaves open. Empty: they are kept apart from the server.
  const std::string& isolation_warning() const { return isolation_warning_; }

  bool can_run(std::string_view node_type) const override;
  Result<void> start(app::NodeRun run, OnStarted on_started, OnFinished on_finished) override;
  void stop(const app::AttemptKey& key) override;
  void kill_all(std::string reason) override;
  std::size_t running() const override;
  std::size_t capacity() const override { return options_.running_nodes_max; }
  Result<void> reap_strays(const app::AttemptKey& key, const std::optional<app::StartedProcess>& recorded) override;
  Result<app::LogChunk> read_log(std::string_view log_path, std::int64_t offset, std::size_t bytes_max) const override;

 private:
  explicit ProcessExecutor(ExecutorOptions options);
  Result<void> take_slot(const app::NodeRun& run);

  ExecutorOptions options_;
  std::string isolation_warning_;
  std::unique_ptr<AttemptLoop> loop_;

  mutable std::mutex mutex_;  // guards what follows
  std::set<app::AttemptKey> running_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace slipway::executors
