#include "adapters/executors/flow_executor.h"

namespace slipway::executors {

Result<void> FlowExecutor::start(app::NodeRun, app::AttemptEvents events) {
  events.on_finished({.kind = instance::Outcome::succeeded});
  return {};
}

void FlowExecutor::recover(app::LostAttempt, OnRecovered on_recovered, OnFinished) { on_recovered(app::Recovery::gone); }

}  // namespace slipway::executors
