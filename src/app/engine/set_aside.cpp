#include "app/engine/set_aside.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "app/jobs/released_job.h"
#include "base/log.h"
#include "domain/instance/set_aside_pause.h"

namespace slipway::app {
namespace {

base::Error held_by_others() {
  return base::unavailable("store.unavailable", "somebody else holds the job of a run that is to be set aside");
}

void tell_set_aside(const SetAside& row, const std::string& job_name) {
  base::log_warning("set_aside", {{"job", job_name},
                                  {"instance", row.instance ? row.instance->text() : std::string()},
                                  {"code", row.code},
                                  {"message", row.reason},
                                  {"tries", row.tries}});
}

Result<void> keep(Tx& tx, const KeptReports& reports) {
  TRY(tx.instances().record_handles(reports.handles));
  return tx.set_asides().keep(reports.ends);
}

}  // namespace

SetAside make_set_aside(const JobKey& job, const std::optional<SetAside>& old, const base::Error& error, std::int64_t past_tries,
                        base::Instant now) {
  SetAside row;
  row.job = job;
  row.code = error.code;
  row.reason = error.message;
  row.since = old ? old->since : now;
  row.tries = std::max(old ? old->tries : 0, past_tries) + 1;
  row.paused_at = now;
  row.next_try = now + instance::set_aside_pause(row.tries);
  return row;
}

Result<void> put_set_aside(Context& context, Tx& tx, const SetAside& row, const SetAsideSubject& subject) {
  TRY(tx.set_asides().put(row));
  tx.after_commit([row, job_name = subject.job_name] { tell_set_aside(row, job_name); });
  if (row.tries > 1) return {};
  base::Json detail;
  detail.set("task", row.instance ? "run" : "plan");
  if (row.instance) detail.set("instance", row.instance->number);
  detail.set("code", row.code);
  detail.set("reason", row.reason);
  return record_run_event(context, tx,
                          {.workspace = subject.workspace,
                           .by = {},
                           .action = "engine.set_aside",
                           .job = subject.job.job,
                           .job_name = subject.job_name,
                           .detail = std::move(detail)});
}

Result<void> set_aside_run(Context& context, Tx& tx, instance::JobInstanceId id, const KeptReports& reports,
                           const base::Error& error, base::Instant now) {
  TRY_LET(subject, tx.set_asides().find_subject(id));
  if (!subject) return {};
  TRY_LET(locked, tx.schedules().lock({subject->job}));
  if (locked.empty()) return held_by_others();
  TRY_LET(now_there, tx.set_asides().find_subject(id));  // nobody admits or ends it while its job is ours
  if (!now_there->is_waiting && !now_there->is_running) return {};
  TRY_LET(old, tx.set_asides().find(id));
  TRY_LET(past_tries, tx.set_asides().find_past_tries(id));
  auto row = make_set_aside(subject->job, old, error, past_tries, now);
  row.instance = id;
  TRY(put_set_aside(context, tx, row, *now_there));
  if (!old) TRY(tx.set_asides().count(*now_there, false));
  return keep(tx, reports);
}

KeptReports without_texts(KeptReports reports) {
  reports.handles.clear();
  for (auto& end : reports.ends)
    if (end.outcome && !end.outcome->message.empty()) end.outcome->message = "its message could not be recorded";
  return reports;
}

base::Error without_texts(base::Error error) {
  error.message = "it could not be recorded, and neither could the reason";
  return error;
}

Result<bool> keep_reports_of(Tx& tx, instance::JobInstanceId id, const KeptReports& reports) {
  TRY_LET(row, tx.set_asides().lock_free(id));
  if (!row) return false;
  TRY(keep(tx, reports));
  return true;
}

Result<std::optional<SetAside>> try_run_again(Tx& tx, JobCache& jobs, InstanceBatch& batch, instance::JobInstanceId id) {
  TRY_LET(row, tx.set_asides().lock_free(id));
  if (!row) return std::optional<SetAside>();
  TRY_LET(job, tx.schedules().lock({row->job}));
  if (job.empty()) return std::optional<SetAside>();
  TRY_LET(kept, tx.set_asides().list_kept(id));
  TRY(tx.set_asides().erase(id));  // from here on it can be locked as others are
  TRY_LET(locked, tx.instances().lock_free({id}));
  if (locked.empty()) {
    TRY(tx.set_asides().put(*row));
    TRY(tx.set_asides().keep(kept));
    return std::optional<SetAside>();
  }
  TRY(jobs.get_all(tx, locked));  // else it fails as before
  TRY_LET(subject, tx.set_asides().find_subject(id));
  TRY(tx.set_asides().count(*subject, true));
  batch.add_locked_jobs({row->job});
  std::set<NodeKey> nodes;
  for (const auto& end : kept) nodes.insert(node_of(end.id));
  TRY(batch.load(jobs, nodes));
  for (const auto& end : kept) TRY(batch.end_attempt(end));
  TRY(batch.pass_ready());
  TRY(batch.write());
  TRY(tx.set_asides().keep_past_tries(id, row->tries));
  return row;
}

}  // namespace slipway::app
