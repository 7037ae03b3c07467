// Attempts whose server died: what is left of their processes on this machine is killed and seen gone, then they count as
// lost: tried again where their settings allow it, else failed with that reason. Never run twice in silence.
#pragma once

#include "app/ports/context.h"
#include "app/ports/node_executor.h"
#include "app/run/job_cache.h"
#include "app/tasks/admission_hint.h"
#include "app/tasks/task.h"

namespace slipway::app {

class AdoptLostNodesTask final : public Task {
 public:
  AdoptLostNodesTask(Context& context, JobCache& jobs, NodeExecutor& executor, AdmissionHint& hint)
      : context_(context), jobs_(jobs), executor_(executor), hint_(hint) {}

  std::string_view name() const override { return "adopt_lost_nodes"; }
  Result<TaskProgress> run_once(base::Instant now) override;

 private:
  Context& context_;
  JobCache& jobs_;
  NodeExecutor& executor_;
  AdmissionHint& hint_;
};

}  // namespace slipway::app
