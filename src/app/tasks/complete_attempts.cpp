#include "app/tasks/complete_attempts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "domain/instance/instance_transition.h"
#include "domain/instance/node_transition.h"

namespace slipway::app {
namespace {

using instance::JobInstance;
using instance::JobInstanceId;
using instance::NodeInstance;

// The rows that the results concern, as they become; written back in sets at the end.
class CompletionLot {
 public:
  CompletionLot(Tx& tx, base::Instant now) : tx_(tx), now_(now) {}

  Result<void> load(JobCache& jobs, const std::vector<AttemptResult>& results) {
    std::set<JobInstanceId> ids;
    std::set<NodeKey> keys;
    for (const auto& result : results) {
      ids.insert(result.node.instance);
      keys.insert(result.node);
    }
    TRY_LET(locked, tx_.instances().lock(InstanceIds(ids.begin(), ids.end())));
    TRY_LET(nodes, tx_.instances().list_nodes(std::vector<NodeKey>(keys.begin(), keys.end())));
    TRY_LET(runnable, jobs.get_all(tx_, locked));
    jobs_ = std::move(runnable);
    for (auto& job : locked) instances_.emplace(job.id, std::move(job));
    for (auto& node : nodes) nodes_.emplace(NodeKey{node.instance, node.ordinal}, std::move(node));
    return {};
  }

  Result<void> apply(const AttemptResult& result) {
    const auto found = nodes_.find(result.node);
    const bool is_current = found != nodes_.end() && found->second.fence == result.fence &&
                            found->second.facts.attempt == result.attempt &&
                            found->second.facts.state == instance::NodeState::running;
    if (!is_current) {
      ++completion_.refused;
      return {};
    }
    auto& node = found->second;
    auto& job = instances_.at(result.node.instance);
    const auto& runnable = *jobs_.at(job.id);
    const auto position = static_cast<std::size_t>(result.node.ordinal);
    BASE_ASSERT(position < runnable.nodes.size());

    TRY_LET(step, instance::node_transition(node.facts, runnable.nodes[position].settings, to_event(result),
                                            !job.facts.has_failed && !job.facts.is_stop_requested, now_));
    record_attempt(result, node);
    node.facts = std::move(step.next);
    if (step.has_ended) node.ended_at = now_;
    changed_nodes_.push_back(node);
    if (step.lets_successors_go)
      for (const auto successor : runnable.nodes[position].successors)
        ++countdown_[{job.id, static_cast<std::int64_t>(successor)}];
    if (!step.has_ended) return {};
    return apply_to_instance(job, {.count = 1,
                                   .any_failed = step.fails_instance,
                                   .any_ignored = step.is_failure_ignored,
                                   .message = "node '" + node.name + "' failed: " + node.facts.message});
  }

  Result<Completion> write() {
    TRY(tx_.instances().update_nodes(changed_nodes_));
    TRY(tx_.instances().end_attempts(ends_));
    TRY(tx_.instances().count_down(countdown_, now_));
    if (!failing_.empty()) {
      TRY_LET(skipped, tx_.instances().skip_unstarted(InstanceIds(failing_.begin(), failing_.end()), now_));
      for (const auto& [id, count] : skipped) TRY(apply_to_instance(instances_.at(id), {.count = count}));
    }
    std::vector<JobInstance> changed;
    changed.reserve(changed_instances_.size());
    for (const auto id : changed_instances_) changed.push_back(instances_.at(id));
    TRY(tx_.instances().update(changed));
    return completion_;
  }

 private:
  static instance::NodeEvent to_event(const AttemptResult& result) {
    if (!result.outcome) return instance::AttemptReturned{};
    return instance::AttemptEnded{*result.outcome, result.message};
  }

  void record_attempt(const AttemptResult& result, NodeInstance& node) {
    AttemptEnd end{.node = result.node, .attempt = {}};
    end.attempt.attempt = result.attempt;
    if (result.outcome) end.attempt.outcome = instance::to_text(*result.outcome);
    end.attempt.exit_code = result.exit_code;
    end.attempt.message = result.message;
    end.attempt.log_host = result.log_path.empty() ? node.log_host : result.log_host;
    end.attempt.log_path = result.log_path.empty() ? node.log_path : result.log_path;
    end.attempt.ended_at = now_;
    node.log_host = end.attempt.log_host;
    node.log_path = end.attempt.log_path;
    ends_.push_back(std::move(end));
  }

  Result<void> apply_to_instance(JobInstance& job, instance::NodesEnded event) {
    if (!event.any_failed && !event.any_ignored) event.message.clear();
    TRY_LET(step, instance::instance_transition(job.facts, event));
    job.facts = std::move(step.next);
    if (step.effect == instance::NodesEffect::skip_unstarted) failing_.insert(job.id);
    if (step.has_ended) {
      job.ended_at = now_;
      ++completion_.ended_instances;
    }
    changed_instances_.insert(job.id);
    return {};
  }

  Tx& tx_;
  const base::Instant now_;
  std::map<JobInstanceId, JobInstance> instances_;
  std::map<JobInstanceId, RunnableJobPtr> jobs_;
  std::map<NodeKey, NodeInstance> nodes_;
  std::vector<NodeInstance> changed_nodes_;
  std::vector<AttemptEnd> ends_;
  NodeCounts countdown_;
  std::set<JobInstanceId> failing_;
  std::set<JobInstanceId> changed_instances_;
  Completion completion_;
};

}  // namespace

Result<Completion> complete_attempts(Tx& tx, JobCache& jobs, const std::vector<AttemptResult>& results, base::Instant now) {
  if (results.empty()) return Completion{};
  CompletionLot lot(tx, now);
  TRY(lot.load(jobs, results));
  for (const auto& result : results) TRY(lot.apply(result));
  return lot.write();
}

}  // namespace slipway::app
