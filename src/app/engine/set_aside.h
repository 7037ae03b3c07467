// A run that cannot be recorded or judged is set aside alone: its state stays as it is, and how its attempts ended is kept until it
// can be tried again with success. Each function is one transaction's work.
#pragma once

#include <optional>
#include <vector>

#include "app/engine/round/instance_batch.h"
#include "app/jobs/job_cache.h"
#include "app/ports/context.h"
#include "app/ports/run/set_aside_repository.h"

namespace slipway::app {

// The next row of it: `old` is none for the first try. `past_tries`: how often it was tried before it was taken back.
SetAside make_set_aside(const JobKey& job, const std::optional<SetAside>& old, const base::Error& error, std::int64_t past_tries,
                        base::Instant now);
// With an audit row the first time, and a line of the log once it is committed.
Result<void> put_set_aside(Context& context, Tx& tx, const SetAside& row, const SetAsideSubject& subject);

// What executors said of its attempts. A handle is written where it belongs: what runs must be found again.
struct KeptReports {
  std::vector<HandleRecord> handles;
  std::vector<instance::AttemptEnd> ends;
};

// Error: store.unavailable while somebody else holds its job.
Result<void> set_aside_run(Context& context, Tx& tx, instance::JobInstanceId id, const KeptReports& reports,
                           const base::Error& error, base::Instant now);
// What could be written before this can be now: no text of the error, none of the attempts.
KeptReports without_texts(KeptReports reports);
base::Error without_texts(base::Error error);

// False: it is not set aside (any more), or somebody else is just trying it.
Result<bool> keep_reports_of(Tx& tx, instance::JobInstanceId id, const KeptReports& reports);

// It counts again, and its attempts are completed with what was kept; how often it was tried stays known until it ends, should it fail
// again in a round. None: somebody else holds it just now, or it is set aside no more.
Result<std::optional<SetAside>> try_run_again(Tx& tx, JobCache& jobs, InstanceBatch& batch, instance::JobInstanceId id);

}  // namespace slipway::app
