// A due job as it is planned: the versions that its environment held since it was planned last, with their schedules, and the end
// of its scheduling.
#pragma once

#include <string_view>
#include <vector>

#include "app/jobs/job_cache.h"
#include "app/ports/context.h"
#include "app/ports/run/schedule_repository.h"
#include "domain/schedule/version_plan.h"

namespace slipway::app {

struct ScheduledJob {
  std::vector<RunnableJobPtr> jobs;  // of due.versions, in their order
  std::vector<schedule::VersionInForce> versions;  // likewise
};

// Errors: time_zone.not_known, schedule.not_valid, run.version_missing, those of the store: what stands against judging it now.
Result<ScheduledJob> load_scheduled_job(Tx& tx, JobCache& jobs, const DueJob& due);

// With an audit row that says why, and how many plan times it still owed are left out.
Result<void> end_scheduling(Context& context, Tx& tx, const catalog::Environment& environment, const DueJob& due,
                            std::string_view reason, std::int64_t left_out);
// The job is gone: what it still owed is left out, and counted where that can be told.
Result<void> end_scheduling_of_removed(Context& context, Tx& tx, JobCache& jobs, const catalog::Environment& environment,
                                       const DueJob& due, base::Instant now);

}  // namespace slipway::app
