#include "app/tasks/adopt_lost_nodes_task.h"

#include <utility>
#include <vector>

#include "app/tasks/complete_attempts.h"
#include "base/log.h"
#include "domain/catalog/job_rules.h"

namespace slipway::app {
namespace {

constexpr std::int64_t lost_node_lot = 100;

AttemptKey attempt_key_of(const LostNode& lost) {
  return {lost.workspace.text(), lost.process.node.instance.number, lost.name, static_cast<int>(lost.process.attempt)};
}

std::optional<StartedProcess> recorded_process(const LostNode& lost) {
  const auto& process = lost.process;
  if (process.process_id == 0) return std::nullopt;
  return StartedProcess{static_cast<int>(process.process_id), process.process_start, process.boot_id, process.log_path};
}

AttemptResult to_lost_result(const LostNode& lost) {
  AttemptResult result;
  result.node = lost.process.node;
  result.attempt = lost.process.attempt;
  result.fence = lost.process.fence;
  const bool has_process = lost.type != catalog::dummy_node_type;  // else nothing ran that could have done anything
  if (has_process) result.outcome = instance::Outcome::lost;
  return result;
}

}  // namespace

Result<TaskProgress> AdoptLostNodesTask::run_once(base::Instant now) {
  TRY_LET(lost, context_.store.read([](Tx& tx) { return tx.instances().list_lost(lost_node_lot); }));
  std::vector<AttemptResult> results;
  for (const auto& node : lost) {
    const auto reaped = executor_.reap_strays(attempt_key_of(node), recorded_process(node));
    if (reaped) results.push_back(to_lost_result(node));
    else
      base::log_failure("lost_node_not_reaped", reaped.error(),
                        {{"instance", node.process.node.instance.number}, {"node", node.name}});
  }
  if (results.empty()) return TaskProgress::done;
  TRY_LET(completion, context_.store.write([&](Tx& tx) { return complete_attempts(tx, jobs_, results, now); }));
  if (completion.ended_instances > 0) hint_.give();
  base::log_warning("lost_nodes_taken_over", {{"count", results.size()}});
  return static_cast<std::int64_t>(lost.size()) == lost_node_lot ? TaskProgress::more : TaskProgress::done;
}

}  // namespace slipway::app
