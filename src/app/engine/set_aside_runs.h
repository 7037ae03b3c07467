// The runs that are set aside, as this server's engine knows them: what their attempts report is kept, and each is tried again when
// its pause is over.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/engine/attempt_reports.h"
#include "app/engine/round/instance_batch.h"
#include "app/engine/set_aside.h"
#include "app/jobs/job_cache.h"
#include "app/ports/context.h"
#include "app/ports/run/instance_repository.h"
#include "app/tasks/time_outs.h"

namespace slipway::app {

// For the engine's thread.
class SetAsideRuns {
 public:
  SetAsideRuns(Context& context, JobCache& jobs, AttemptReports& reports, RunHistory& history, std::string server_id)
      : context_(context), jobs_(jobs), reports_(reports), history_(history), server_id_(std::move(server_id)) {}

  Result<void> look(const Work& work);
  // Takes out what runs that are set aside report. An error: what could not be kept is still there.
  Result<void> keep_reports(std::vector<AttemptReport>& reports, base::Instant now);
  // False: not yet, it is tried again.
  Result<bool> add(instance::JobInstanceId id, const std::vector<AttemptReport>& reports, const base::Error& error,
                   base::Instant now);
  // Each whose pause is over, alone. True: one was taken back, and there may be work.
  Result<bool> try_due(base::Instant now);
  std::optional<base::Instant> next_try() const { return next_try_; }
  void forget_time_outs() { time_outs_.forget_all(); }  // the database is quick enough

 private:
  KeptReports to_kept(const std::vector<AttemptReport>& reports) const;
  Result<bool> keep(instance::JobInstanceId id, const std::vector<AttemptReport>& reports, base::Instant now);
  Result<bool> try_one(instance::JobInstanceId id, base::Instant now);

  Context& context_;
  JobCache& jobs_;
  AttemptReports& reports_;
  RunHistory& history_;
  const std::string server_id_;
  std::set<instance::JobInstanceId> ids_;  // as the last look saw them
  std::optional<base::Instant> next_try_;  // of the first of them
  TimeOuts<instance::JobInstanceId> time_outs_;
};

}  // namespace slipway::app
