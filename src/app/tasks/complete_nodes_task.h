// Records what executors reported: handles of attempts that started and attempts that ended, all that wait in one transaction.
#pragma once

#include <string>

#include "app/ports/context.h"
#include "app/run/job_cache.h"
#include "app/tasks/admission_hint.h"
#include "app/tasks/attempt_reports.h"
#include "app/tasks/complete_attempts.h"
#include "app/tasks/task.h"

namespace slipway::app {

class CompleteNodesTask final : public Task {
 public:
  CompleteNodesTask(Context& context, JobCache& jobs, AttemptReports& reports, AdmissionHint& hint, std::string host_name)
      : context_(context), jobs_(jobs), reports_(reports), hint_(hint), host_name_(std::move(host_name)) {}

  std::string_view name() const override { return "complete_nodes"; }
  Result<TaskProgress> run_once(base::Instant now) override;

 private:
  Result<Completion> record(Tx& tx, const std::vector<AttemptReport>& reports, base::Instant now);

  Context& context_;
  JobCache& jobs_;
  AttemptReports& reports_;
  AdmissionHint& hint_;
  const std::string host_name_;  // whose disk has the logs
};

}  // namespace slipway::app
