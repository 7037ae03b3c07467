// Asks the executors to stop the attempts of instances that somebody stopped. Asking again does no harm.
#pragma once

#include <string>

#include "app/ports/context.h"
#include "app/ports/current_incarnation.h"
#include "app/ports/executor_registry.h"
#include "app/tasks/task.h"

namespace slipway::app {

class StopAttemptsTask final : public Task {
 public:
  StopAttemptsTask(Context& context, const ExecutorRegistry& executors, const CurrentIncarnation& incarnation)
      : context_(context), executors_(executors), incarnation_(incarnation) {}

  std::string_view name() const override { return "stop_attempts"; }
  Result<TaskProgress> run_once(base::Instant now) override;

 private:
  Context& context_;
  const ExecutorRegistry& executors_;
  const CurrentIncarnation& incarnation_;
};

}  // namespace slipway::app
