// The NodeExecutor of this machine: nodes as child processes.
//
// One in a process: it becomes the reaper of all orphans below the process. It owns the thread that hears of the nodes.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "adapters/executors/process/executor_options.h"
#include "adapters/executors/process/launch/node_users.h"
#include "adapters/executors/process/processes/stray_recovery.h"
#include "app/ports/run/node_executor.h"
#include "base/clock.h"

namespace slipway::executors {

class AttemptLoop;

class ProcessExecutor final : public app::NodeExecutor {
 public:
  // The clock must outlive it. Errors: "node.user_not_found", "node.user_needs_root", "node.work_not_usable",
  // "node.executor_not_usable".
  static Result<std::unique_ptr<ProcessExecutor>> create(ExecutorOptions options, base::Clock& clock);
  ~ProcessExecutor() override;  // request_stop and join

  // No more starts; what runs is ended, with its grace, and reported as interrupted. Both may be called any number of times.
  void request_stop();
  void join();

  // One line for the start: as whom nodes run, and what that leaves open. Empty: they are kept apart.
  const std::string& isolation_warning() const { return users_.warning(); }

  Result<void> start(app::NodeRun run, app::AttemptEvents events) override;
  void stop(const app::AttemptId& id) override;
  void kill_all(std::string reason) override;
  std::size_t running() const override;
  std::size_t capacity() const override { return options_.running_nodes_max; }
  // What died with its server is gone; a process is never reattached.
  void recover(app::LostAttempt attempt, OnRecovered on_recovered, OnFinished on_finished) override;

 private:
  ProcessExecutor(ExecutorOptions options, NodeUsers users);
  Result<void> take_slot(const app::NodeRun& run);

  ExecutorOptions options_;
  const NodeUsers users_;
  std::unique_ptr<AttemptLoop> loop_;
  StrayRecovery recovery_;

  mutable std::mutex mutex_;  // guards what follows
  std::set<app::AttemptId> running_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace slipway::executors
