#include "app/deploying/package_starts.h"

#include <utility>

#include "app/jobs/released_job.h"
#include "app/jobs/start_released_job.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/release/environment_repository.h"
#include "app/ports/server/crash_point.h"
#include "domain/release/start_order.h"

namespace slipway::app {

namespace {

// Why a job that the deployment carried is not started any more; empty when it is to be started.
std::string taken_over_message(const StartEntry& entry) {
  if (entry.current_version == entry.version) return {};
  const auto by = entry.current_package ? "package " + entry.current_package->text() : std::string("another deployment");
  return entry.current_version ? by + " has put version " + std::to_string(*entry.current_version) + " there meanwhile"
                               : by + " has removed the job meanwhile";
}

AuditEntry describe_failed_start(const release::Deployment& deployment, const StartEntry& entry, const std::string& message,
                                 base::Instant now) {
  base::Json detail;
  detail.set("deployment", deployment.id.number);
  detail.set("version", entry.version);
  detail.set("message", message);
  return to_audit_entry({.workspace = deployment.workspace,
                         .by = deployment.requested_by,
                         .action = "job.start_failed",
                         .job = entry.job,
                         .job_name = entry.job_name,
                         .detail = std::move(detail)},
                        now);
}

Result<void> record_outcomes(Context& context, Tx& tx, const release::Deployment& deployment,
                             const std::vector<StartEntry>& entries, const std::vector<std::string>& messages) {
  std::vector<StartOutcome> outcomes;
  std::vector<AuditEntry> failed;
  const auto now = context.clock.now();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    outcomes.push_back({entries[i].ordinal, messages[i]});
    if (!messages[i].empty()) failed.push_back(describe_failed_start(deployment, entries[i], messages[i], now));
  }
  TRY(tx.audit().add(failed));
  TRY(tx.deployments().record_starts(deployment.id, outcomes));
  TRY_LET(moved, release::record_follow_up(deployment, now));  // who polls sees that it goes on
  return tx.deployments().update(moved);
}

EnvironmentObject object_of(const StartEntry& entry) {
  return {.object = entry.job, .kind = catalog::ObjectKind::job, .name = entry.job_name, .version = entry.version};
}

}  // namespace

Result<bool> start_batch(Context& context, Tx& tx, const release::Deployment& deployment, std::int64_t batch) {
  TRY_LET(has_journal, tx.deployments().has_starts(deployment.id));
  if (!has_journal) {
    TRY_LET(candidates, tx.deployments().list_start_candidates(deployment));
    if (candidates.empty()) return true;
    TRY(tx.deployments().insert_starts(deployment.id, release::start_order(candidates)));
    return false;
  }
  crash_point(CrashPoint::starts_journaled);
  TRY_LET(environment, tx.environments().lock_shared(deployment.environment));
  TRY_LET(pending, tx.deployments().list_pending_starts(deployment, batch));
  std::vector<std::string> messages;
  std::vector<EnvironmentObject> jobs;
  std::vector<std::size_t> positions;  // of those jobs in the batch
  for (const auto& entry : pending) {
    messages.push_back(taken_over_message(entry));
    if (!messages.back().empty()) continue;
    positions.push_back(messages.size() - 1);
    jobs.push_back(object_of(entry));
  }
  TRY_LET(started,
          start_deployed_jobs(context, tx,
                              {.environment = environment, .by = deployment.requested_by, .deployment = deployment.id}, jobs));
  for (std::size_t i = 0; i < started.size(); ++i)
    if (!started[i]) messages[positions[i]] = started[i].error().message;
  TRY(record_outcomes(context, tx, deployment, pending, messages));
  return static_cast<std::int64_t>(pending.size()) < batch;
}

Result<bool> give_up_next_start(Context& context, Tx& tx, const release::Deployment& deployment, const base::Error& error) {
  TRY_LET(has_journal, tx.deployments().has_starts(deployment.id));
  if (!has_journal) return false;
  TRY_LET(pending, tx.deployments().list_pending_starts(deployment, 1));
  if (pending.empty()) return false;
  TRY(record_outcomes(context, tx, deployment, pending, {error.message}));
  return true;
}

}  // namespace slipway::app
