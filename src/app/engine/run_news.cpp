#include "app/engine/run_news.h"

#include <iterator>
#include <utility>

#include "base/log.h"

namespace slipway::app {

void RunTotals::add(const RunTotals& more) {
  for (const auto& [state, count] : more.runs_ended) runs_ended[state] += count;
  for (const auto& [outcome, count] : more.attempts_ended) attempts_ended[outcome] += count;
  scheduled_begun += more.scheduled_begun;
  lateness += more.lateness;
}

void RunNews::add(RunNews more) {
  totals.add(more.totals);
  failed.insert(failed.end(), std::make_move_iterator(more.failed.begin()), std::make_move_iterator(more.failed.end()));
}

void RunHistory::add(const RunNews& news) {
  for (const auto& run : news.failed)
    base::log_warning("job_failed", {{"job", run.job_name},
                                     {"instance", run.id.text()},
                                     {"workspace", run.workspace.text()},
                                     {"version", run.version},
                                     {"plan_time", base::format_instant(run.plan_time)},
                                     {"message", run.facts.message}});
  const base::MutexLock lock(mutex_);
  totals_.add(news.totals);
}

RunTotals RunHistory::totals() {
  const base::MutexLock lock(mutex_);
  return totals_;
}

}  // namespace slipway::app
