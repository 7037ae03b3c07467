#include "app/engine/set_aside_runs.h"

#include <utility>

#include "app/engine/round/round_write.h"
#include "app/engine/set_aside.h"

namespace slipway::app {
namespace {

constexpr std::int64_t due_max = 100;

}  // namespace

Result<void> SetAsideRuns::look(const Work& work) {
  next_try_ = work.next_try;
  ids_.clear();
  if (work.set_aside_count == 0) return {};
  TRY_LET(ids, context_.store.read([](Tx& tx) { return tx.set_asides().list_instances(); }));
  ids_.insert(ids.begin(), ids.end());
  return {};
}

KeptReports SetAsideRuns::to_kept(const std::vector<AttemptReport>& reports) const {
  KeptReports kept{.handles = handles_of(reports, server_id_), .ends = {}};
  for (const auto& report : reports)
    if (report.is_end()) kept.ends.push_back(to_attempt_end(report, server_id_));
  return kept;
}

Result<void> SetAsideRuns::keep_reports(std::vector<AttemptReport>& reports, base::Instant now) {
  if (ids_.empty()) return {};
  std::map<instance::JobInstanceId, std::vector<AttemptReport>> by_run;
  for (const auto& report : reports)
    if (ids_.find(report.id.instance) != ids_.end()) by_run[report.id.instance].push_back(report);
  for (const auto& run : by_run) {
    const auto id = run.first;
    TRY_LET(is_kept, keep(id, run.second, now));
    if (is_kept) std::erase_if(reports, [id](const AttemptReport& report) { return report.id.instance == id; });
    else ids_.erase(id);  // a round moves it, or leaves it out where it is set aside still
  }
  return {};
}

Result<bool> SetAsideRuns::keep(instance::JobInstanceId id, const std::vector<AttemptReport>& reports, base::Instant now) {
  const auto kept = context_.store.write([&](Tx& tx) { return keep_reports_of(tx, id, to_kept(reports)); });
  if (!kept && may_be_of_a_row(kept.error())) return add(id, reports, kept.error(), now);
  if (!kept) return kept.error();
  if (*kept) reports_.forget(reports);
  return *kept;
}

Result<bool> SetAsideRuns::add(instance::JobInstanceId id, const std::vector<AttemptReport>& reports, const base::Error& error,
                               base::Instant now) {
  if (!time_outs_.blame(id, error)) return false;
  const auto kept = to_kept(reports);
  const auto set_aside = [&](const KeptReports& reports_kept, const base::Error& reason) {
    return context_.store.write([&](Tx& tx) { return set_aside_run(context_, tx, id, reports_kept, reason, now); });
  };
  auto done = set_aside(kept, error);
  if (!done && may_be_of_a_row(done.error())) done = set_aside(without_texts(kept), without_texts(error));
  TRY(std::move(done));
  reports_.forget(reports);
  ids_.insert(id);
  const auto soon = now + std::chrono::milliseconds{1'000};  // the next look knows better
  if (!next_try_ || soon < *next_try_) next_try_ = soon;
  return true;
}

Result<bool> SetAsideRuns::try_due(base::Instant now) {
  if (!next_try_ || *next_try_ > now) return false;
  next_try_.reset();
  TRY_LET(due, context_.store.read([&](Tx& tx) { return tx.set_asides().list_due(SetAsideTask::run, now, due_max); }));
  bool has_taken_back = false;
  for (const auto& row : due) {
    TRY_LET(is_taken_back, try_one(*row.instance, now));
    has_taken_back = has_taken_back || is_taken_back;
  }
  return has_taken_back;
}

Result<bool> SetAsideRuns::try_one(instance::JobInstanceId id, base::Instant now) {
  RunNews news;
  const auto row = context_.store.write([&](Tx& tx) -> Result<std::optional<SetAside>> {
    InstanceBatch batch(tx, now);
    TRY_LET(tried, try_run_again(tx, jobs_, batch, id));
    news = batch.news();
    return std::move(tried);
  });
  if (!row && may_be_of_a_row(row.error())) {
    TRY(add(id, {}, row.error(), now));
    return false;
  }
  if (!row) return row.error();
  if (!*row) return false;
  history_.add(news);
  ids_.erase(id);
  return true;
}

}  // namespace slipway::app
