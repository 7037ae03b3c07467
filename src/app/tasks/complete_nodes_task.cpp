#include "app/tasks/complete_nodes_task.h"

#include <utility>

#include "app/ports/crash_point.h"
#include "base/log.h"

namespace slipway::app {
namespace {

constexpr std::size_t report_count_max = 1'000;

instance::AttemptEnd to_attempt_end(const AttemptReport& report, const std::string& host_name) {
  instance::AttemptEnd end{.id = report.id};
  if (const auto* outcome = std::get_if<AttemptOutcome>(&report.what)) {
    end.outcome = *outcome;
    if (!outcome->log_path.empty()) end.log_host = host_name;
  }
  return end;
}

}  // namespace

Result<Completion> CompleteNodesTask::record(Tx& tx, const std::vector<AttemptReport>& reports, base::Instant now) {
  std::vector<HandleRecord> handles;
  std::vector<instance::AttemptEnd> ends;
  for (const auto& report : reports) {
    if (const auto* handle = std::get_if<AttemptHandle>(&report.what)) handles.push_back({report.id, *handle, host_name_});
    else ends.push_back(to_attempt_end(report, host_name_));
  }
  TRY(tx.instances().record_handles(handles));
  return complete_attempts(tx, jobs_, ends, now);
}

Result<TaskProgress> CompleteNodesTask::run_once(base::Instant now) {
  auto reports = reports_.take(report_count_max);
  if (reports.empty()) return TaskProgress::done;
  auto recorded = context_.store.write([&](Tx& tx) { return record(tx, reports, now); });
  if (!recorded) {
    reports_.put_back(std::move(reports));
    return std::move(recorded).error();
  }
  crash_point(CrashPoint::nodes_completed);
  if (recorded->refused > 0) base::log_warning("attempt_results_refused", {{"count", recorded->refused}});
  if (recorded->ended_instances > 0) hint_.give();
  reports_.forget(reports);
  return reports.size() == report_count_max ? TaskProgress::more : TaskProgress::done;
}

}  // namespace slipway::app
