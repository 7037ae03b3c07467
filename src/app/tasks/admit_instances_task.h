// Lets waiting instances run, in plan-time order and at most as many of a job at once as it says, or limits.instances_per_job; makes their nodes,
// with the versions of their scripts.
#pragma once

#include <optional>

#include "app/ports/context.h"
#include "app/ports/instance_repository.h"
#include "app/run/job_cache.h"
#include "app/tasks/admission_hint.h"
#include "app/tasks/task.h"

namespace slipway::app {

class AdmitInstancesTask final : public Task {
 public:
  AdmitInstancesTask(Context& context, JobCache& jobs, AdmissionHint& hint) : context_(context), jobs_(jobs), hint_(hint) {}

  std::string_view name() const override { return "admit_instances"; }
  Result<TaskProgress> run_once(base::Instant now) override;

 private:
  Result<TaskProgress> admit_lot(Tx& tx, const std::vector<JobKey>& candidates, base::Instant now);

  Context& context_;
  JobCache& jobs_;
  AdmissionHint& hint_;
  std::optional<base::Instant> looked_at_;
};

}  // namespace slipway::app
