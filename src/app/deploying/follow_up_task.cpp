#include "app/deploying/follow_up_task.h"

#include <algorithm>
#include <utility>

#include "app/deploying/package_starts.h"
#include "app/jobs/start_released_job.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/release/pending_item_repository.h"
#include "app/ports/server/crash_point.h"
#include "app/tasks/retry_pause.h"
#include "app/tasks/row_error.h"
#include "app/tasks/run_caught.h"
#include "base/log.h"

namespace slipway::app {

namespace {

constexpr int follow_up_batch = 1'000;  // rows a transaction
constexpr std::string_view fenced_code = "deployment.fenced";

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
  auto size = start_batch_size;
  bool is_unsure = false;
  for (Batch batch; !batch.is_last;) {
    const auto done = run_batch(follow_up, batch.through, size);
    if (!done && done.error().code == "store.outcome_unknown" && !std::exchange(is_unsure, true)) continue;
    if (!done) {
      TRY(go_on_after(follow_up, done.error(), size));
      continue;
    }
    is_unsure = false;
    batch = *done;
    forget_time_outs(follow_up);
    size = std::min(size * 2, start_batch_size);
    if (follow_up.kind == release::FollowUpKind::start_jobs) crash_point(CrashPoint::starts_recorded_batch);
  }
  crash_point(CrashPoint::follow_up_done);
  return {};
}

// Where a batch of starts meets the error of a row, it is halved until that start is alone, and answered.
Result<void> FollowUpTask::go_on_after(const FollowUp& follow_up, const base::Error& error, std::int64_t& start_batch_max) {
  if (follow_up.kind != release::FollowUpKind::start_jobs || !may_be_of_a_row(error) || error.code == fenced_code) return error;
  if (start_batch_max > 1) {
    start_batch_max /= 2;
    return {};
  }
  {
    const base::MutexLock lock(mutex_);
    if (!time_outs_.blame(follow_up.entry.id, error)) return error;
  }
  TRY_LET(is_given_up, context_.store.write([&](Tx& tx) -> Result<bool> {
    TRY_LET(is_done, is_finished(tx, follow_up));
    if (is_done) return true;
    TRY_LET(deployment, tx.deployments().get(follow_up.deployment));
    return give_up_next_start(context_, tx, deployment, error);
  }));
  if (!is_given_up) return error;  // not of a start: all of it waits
  base::log_failure("start_given_up", error, {{"deployment", follow_up.deployment.text()}});
  return {};
}

void FollowUpTask::forget_time_outs(const FollowUp& follow_up) {
  const base::MutexLock lock(mutex_);
  time_outs_.forget(follow_up.entry.id);
}

// Under lock, which waits until a commit of unknown outcome is decided. Error: deployment.fenced.
Result<bool> FollowUpTask::is_finished(Tx& tx, const FollowUp& follow_up) {
  TRY_LET(is_held, tx.outbox().holds(follow_up.entry));
  if (is_held) return false;
  TRY_LET(is_there, tx.outbox().is_there(follow_up.entry));
  if (is_there) return base::conflict(std::string(fenced_code), "another server has taken this follow-up over");
  return true;
}

Result<FollowUpTask::Batch> FollowUpTask::run_batch(const FollowUp& follow_up, catalog::ObjectId after,
                                                    std::int64_t start_batch_max) {
  return context_.store.write([&](Tx& tx) -> Result<Batch> {
    tx.after_commit([this] {  // also where the batch had been done by a commit of unknown outcome
      context_.wakeups.schedules();
      context_.wakeups.instances();
    });
    TRY_LET(is_done, is_finished(tx, follow_up));
    if (is_done) return Batch{.is_last = true};
    TRY_LET(next, do_batch(tx, follow_up, after, start_batch_max));
    if (next.is_last) TRY(end(tx, follow_up));
    return next;
  });
}

Result<FollowUpTask::Batch> FollowUpTask::do_batch(Tx& tx, const FollowUp& follow_up, catalog::ObjectId after,
                                                   std::int64_t start_batch_max) {
  TRY_LET(deployment, tx.deployments().get(follow_up.deployment));
  switch (follow_up.kind) {
    case release::FollowUpKind::forget_removed_jobs: {
      TRY_LET(has_more, forget_removed_jobs(context_, tx, deployment.environment, follow_up_batch));
      return Batch{.is_last = !has_more};
    }
    case release::FollowUpKind::replan_changed_jobs: {
      TRY_LET(has_more, replan_changed_jobs(context_, tx, deployment.environment, follow_up_batch));
      return Batch{.is_last = !has_more};
    }
    case release::FollowUpKind::start_jobs: {
      TRY_LET(is_last, start_batch(context_, tx, deployment, start_batch_max));
      return Batch{.is_last = is_last};
    }
    case release::FollowUpKind::close_memberships: {
      if (!deployment.package) break;
      TRY_LET(through, tx.pending_items().close_memberships_of(*deployment.package, after, follow_up_batch));
      return Batch{.is_last = !through, .through = through.value_or(after)};
    }
  }
  return Batch{.is_last = true};
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
