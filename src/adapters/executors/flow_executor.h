// Runs what starts nothing: such a node has ended, with success, as soon as it was its turn.
#pragma once

#include "app/ports/run/node_executor.h"

namespace slipway::executors {

// Safe from any thread. The outcome comes before start() returns.
class FlowExecutor final : public app::NodeExecutor {
 public:
  Result<void> start(app::NodeRun run, app::AttemptEvents events) override;
  void stop(const app::AttemptId&) override {}
  void kill_all(std::string) override {}
  std::size_t running() const override { return 0; }
  std::size_t capacity() const override { return flow_count_max; }
  void recover(app::LostAttempt attempt, OnRecovered on_recovered, OnFinished on_finished) override;

  static constexpr std::size_t flow_count_max = 256;
};

}  // namespace slipway::executors
