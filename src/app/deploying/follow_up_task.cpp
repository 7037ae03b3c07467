#include "app/deploying/follow_up_task.h"

#include "app/ports/people/audit_log.h"
#include "app/ports/release/pending_item_repository.h"
#include "app/ports/server/crash_point.h"
#include "app/run/released_job.h"
#include "app/run/start_released_job.h"
#include "app/tasks/retry_pause.h"
#include "app/tasks/run_caught.h"
#include "base/log.h"
#include "domain/release/start_order.h"

namespace slipway::app {

namespace {

constexpr int follow_up_lot = 1'000;   // rows a transaction
constexpr std::int64_t start_lot_size = 100;  // job starts a transaction

// Why a job that the deployment carried is not started any more; empty when it is to be started.
std::string taken_over_message(const StartEntry& entry) {
  if (entry.current_version == entry.version) return {};
  const auto by = entry.current_package ? "package " + entry.current_package->text() : std::string("another deployment");
  return entry.current_version ? by + " has put version " + std::to_string(*entry.current_version) + " there meanwhile"
                               : by + " has removed the job meanwhile";
}

}  // namespace

Result<TaskProgress> FollowUpTask::run_once(base::Instant now) {
  {
    const base::MutexLock lock(mutex_);
    if (next_try_ && *next_try_ <= now) next_try_.reset();
  }
  const auto incarnation = incarnation_.id();
  if (!incarnation || !workers_.has_free()) return TaskProgress::done;
  const auto taken = workers_.taken();  // by this thread alone they grow
  const auto is_wanted = [&](const OutboxEntry& entry) {
    const auto follow_up = to_follow_up(entry);
    return !follow_up || taken.find(follow_up->environment) == taken.end();
  };
  TRY_LET(claimed,
          context_.store.write([&](Tx& tx) { return tx.outbox().claim(follow_up_kinds(), *incarnation, is_wanted, now); }));
  if (!claimed) return TaskProgress::done;
  crash_point(CrashPoint::follow_up_claimed);
  const auto follow_up = to_follow_up(*claimed);
  if (!follow_up) {
    TRY(postpone(*claimed, base::internal("deployment.follow_up_not_readable", "what is to follow a deployment cannot be read")));
    return TaskProgress::more;
  }
  workers_.begin_turn(follow_up->environment);
  workers_.run(follow_up->environment, [this, follow_up = *follow_up] { work(follow_up); });
  return TaskProgress::more;
}

std::optional<base::Instant> FollowUpTask::next_due() const {
  const base::MutexLock lock(mutex_);
  return next_try_;
}

void FollowUpTask::work(const FollowUp& follow_up) {
  const auto ended = run_caught([&] { return run_to_end(follow_up); });
  if (ended) return;
  const auto postponed = postpone(follow_up.entry, ended.error());
  if (!postponed) base::log_failure("follow_up_not_postponed", postponed.error(), {{"deployment", follow_up.deployment.text()}});
}

// What is left of the deployment waits; other deployments go on.
Result<void> FollowUpTask::postpone(const OutboxEntry& entry, const base::Error& error) {
  std::chrono::milliseconds pause{0};
  for (std::int64_t i = 0; i < entry.attempt && pause < retry_pause_max; ++i) pause = longer_pause(pause);
  base::log_failure("follow_up_met_error", error, {{"subject", entry.subject}, {"kind", entry.kind}});
  const auto until = context_.clock.now() + pause;
  {
    const base::MutexLock lock(mutex_);
    if (!next_try_ || until < *next_try_) next_try_ = until;
  }
  return context_.store.write([&](Tx& tx) { return tx.outbox().postpone(entry, until, pause); });
}

Result<void> FollowUpTask::run_to_end(const FollowUp& follow_up) {
  // In memory only: after a crash the walk begins anew, over objects that are done already.
  for (Lot lot; !lot.is_last;) {
    TRY_LET(done, context_.store.write([&](Tx& tx) -> Result<Lot> {
      TRY_LET(is_held, tx.outbox().holds(follow_up.entry));
      if (!is_held) return base::conflict("deployment.fenced", "another server has taken this follow-up over");
      TRY_LET(next, run_lot(tx, follow_up, lot.through));
      if (next.is_last) TRY(end(tx, follow_up));
      tx.after_commit([&] {
        context_.wakeups.schedules();
        context_.wakeups.instances();
      });
      return next;
    }));
    lot = done;
    if (follow_up.kind == release::FollowUpKind::start_jobs) crash_point(CrashPoint::starts_recorded_lot);
  }
  crash_point(CrashPoint::follow_up_done);
  return {};
}

Result<FollowUpTask::Lot> FollowUpTask::run_lot(Tx& tx, const FollowUp& follow_up, catalog::ObjectId after) {
  TRY_LET(deployment, tx.deployments().get(follow_up.deployment));
  switch (follow_up.kind) {
    case release::FollowUpKind::forget_removed_jobs: {
      TRY_LET(has_more, forget_removed_jobs(context_, tx, deployment.environment, follow_up_lot));
      return Lot{.is_last = !has_more};
    }
    case release::FollowUpKind::replan_changed_jobs: {
      TRY_LET(has_more, replan_changed_jobs(context_, tx, deployment.environment, follow_up_lot));
      return Lot{.is_last = !has_more};
    }
    case release::FollowUpKind::start_jobs: {
      TRY_LET(is_last, start_lot(tx, deployment));
      return Lot{.is_last = is_last};
    }
    case release::FollowUpKind::close_memberships: {
      if (!deployment.package) break;
      TRY_LET(through, tx.pending_items().close_memberships_of(*deployment.package, after, follow_up_lot));
      return Lot{.is_last = !through, .through = through.value_or(after)};
    }
  }
  return Lot{.is_last = true};
}

// The order is written down before the first start, so that a crash neither loses nor repeats one.
Result<bool> FollowUpTask::start_lot(Tx& tx, const release::Deployment& deployment) {
  TRY_LET(has_journal, tx.deployments().has_starts(deployment.id));
  if (!has_journal) {
    TRY_LET(candidates, tx.deployments().list_start_candidates(deployment));
    if (candidates.empty()) return true;
    TRY(tx.deployments().insert_starts(deployment.id, release::start_order(candidates)));
    return false;
  }
  crash_point(CrashPoint::starts_journaled);
  TRY_LET(pending, tx.deployments().list_pending_starts(deployment, start_lot_size));
  for (const auto& entry : pending) TRY(start_one(tx, deployment, entry));
  TRY_LET(moved, release::record_follow_up(deployment, context_.clock.now()));  // who polls sees that it goes on
  TRY(tx.deployments().update(moved));
  return pending.size() < static_cast<std::size_t>(start_lot_size);
}

Result<void> FollowUpTask::record_failed_start(Tx& tx, const release::Deployment& deployment, const StartEntry& entry,
                                               const std::string& message) {
  base::Json detail;
  detail.set("deployment", deployment.id.number);
  detail.set("version", entry.version);
  detail.set("message", message);
  return record_run_event(context_, tx,
                          {.workspace = deployment.workspace,
                           .by = deployment.requested_by,
                           .action = "job.start_failed",
                           .job = entry.job,
                           .job_name = entry.job_name,
                           .detail = std::move(detail)});
}

Result<void> FollowUpTask::start_one(Tx& tx, const release::Deployment& deployment, const StartEntry& entry) {
  auto message = taken_over_message(entry);
  if (message.empty()) {
    const auto started = start_job_in(context_, tx,
                                      {.environment = deployment.environment,
                                       .job = entry.job,
                                       .by = deployment.requested_by,
                                       .parameters = {},
                                       .deployment = deployment.id});
    // A refusal is an answer about this job; a store that is not there is tried again.
    if (!started && started.error().kind == base::ErrorKind::unavailable) return started.error();
    if (!started) message = started.error().message;
  }
  if (!message.empty()) TRY(record_failed_start(tx, deployment, entry, message));
  return tx.deployments().record_start(deployment.id, entry.ordinal, message.empty(), message);
}

Result<void> FollowUpTask::end(Tx& tx, const FollowUp& follow_up) {
  TRY(tx.outbox().finish(follow_up.entry));
  TRY_LET(left, count_follow_ups(tx, follow_up.deployment));
  if (left > 0) return {};
  TRY_LET(deployment, tx.deployments().get(follow_up.deployment));
  TRY_LET(failed_starts, tx.deployments().count_failed_starts(deployment.id));
  const auto now = context_.clock.now();
  TRY_LET(finished, release::finish(std::move(deployment), failed_starts, now));
  TRY(tx.deployments().update(finished));
  base::Json detail;
  detail.set("state", release::to_text(finished.state));
  detail.set("generation", *finished.generation);
  if (finished.package) detail.set("package", finished.package->text());
  detail.set("failed_starts", failed_starts);
  return tx.audit().add({.workspace = finished.workspace,
                         .user = finished.requested_by,
                         .action = "deployment.finished",
                         .subject_kind = "deployment",
                         .subject_id = finished.id.text(),
                         .subject_name = {},
                         .detail = std::move(detail),
                         .at = now});
}

}  // namespace slipway::app
