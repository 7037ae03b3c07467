#include "app/tasks/complete_nodes_task.h"

#include <utility>

#include "app/ports/crash_point.h"
#include "base/log.h"

namespace slipway::app {
namespace {

constexpr std::size_t report_count_max = 1'000;

instance::Outcome to_outcome(NodeOutcome::Kind kind) {
  switch (kind) {
    case NodeOutcome::Kind::succeeded: return instance::Outcome::succeeded;
    case NodeOutcome::Kind::failed: return instance::Outcome::failed;
    case NodeOutcome::Kind::timed_out: return instance::Outcome::timed_out;
    case NodeOutcome::Kind::stopped: return instance::Outcome::stopped;
    case NodeOutcome::Kind::lost: return instance::Outcome::lost;
  }
  return instance::Outcome::failed;
}

AttemptResult to_attempt_result(const AttemptReport& report, const std::string& host_name) {
  AttemptResult result;
  result.node = report.ticket.node;
  result.attempt = report.ticket.attempt;
  result.fence = report.ticket.fence;
  if (const auto* outcome = std::get_if<NodeOutcome>(&report.what)) {
    result.outcome = to_outcome(outcome->kind);
    result.exit_code = outcome->exit_code;
    result.message = outcome->message;
    result.log_path = outcome->log_path;
    if (!outcome->log_path.empty()) result.log_host = host_name;
  }
  return result;
}

ProcessRecord to_process_record(const AttemptTicket& ticket, const StartedProcess& process, const std::string& host_name) {
  return {.node = ticket.node,
          .attempt = ticket.attempt,
          .fence = ticket.fence,
          .process_id = process.pid,
          .process_start = process.start_ticks,
          .boot_id = process.boot_id,
          .log_host = host_name,
          .log_path = process.log_path};
}

}  // namespace

Result<Completion> CompleteNodesTask::record(Tx& tx, const std::vector<AttemptReport>& reports, base::Instant now) {
  std::vector<ProcessRecord> processes;
  std::vector<AttemptResult> results;
  for (const auto& report : reports) {
    if (const auto* process = std::get_if<StartedProcess>(&report.what))
      processes.push_back(to_process_record(report.ticket, *process, host_name_));
    else results.push_back(to_attempt_result(report, host_name_));
  }
  TRY(tx.instances().record_processes(processes));
  return complete_attempts(tx, jobs_, results, now);
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
