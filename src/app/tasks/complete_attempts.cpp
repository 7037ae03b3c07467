#include "app/tasks/complete_attempts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "domain/instance/instance_transition.h"
#include "domain/instance/node_transition.h"

namespace slipway::app {
namespace {

using instance::AttemptEnd;
using instance::JobInstance;
using instance::JobInstanceId;
using instance::NodeInstance;

// The rows that the ends concern, as they become; written back in sets at the end.
class CompletionLot {
 public:
  CompletionLot(Tx& tx, base::Instant now) : tx_(tx), now_(now) {}

  Result<void> load(JobCache& jobs, const std::vector<AttemptEnd>& ends) {
    std::set<JobInstanceId> ids;
    std::set<NodeKey> keys;
    for (const auto& end : ends) {
      ids.insert(end.id.instance);
      keys.insert(node_of(end.id));
    }
    TRY_LET(locked, tx_.instances().lock(InstanceIds(ids.begin(), ids.end())));
    TRY_LET(nodes, tx_.instances().list_nodes(std::vector<NodeKey>(keys.begin(), keys.end())));
    TRY_LET(runnable, jobs.get_all(tx_, locked));
    jobs_ = std::move(runnable);
    for (auto& job : locked) instances_.emplace(job.id, std::move(job));
    for (auto& node : nodes) nodes_.emplace(NodeKey{node.instance, node.ordinal}, std::move(node));
    return {};
  }

  Result<void> apply(const AttemptEnd& end) {
    const auto found = nodes_.find(node_of(end.id));
    const bool is_current = found != nodes_.end() && found->second.attempt_id() == end.id &&
                            found->second.facts.state == instance::NodeState::running;
    if (!is_current) {
      ++completion_.refused;
      return {};
    }
    auto& node = found->second;
    auto& job = instances_.at(end.id.instance);
    const auto& runnable = *jobs_.at(job.id);
    const auto position = static_cast<std::size_t>(end.id.ordinal);
    BASE_ASSERT(position < runnable.nodes.size());

    TRY_LET(step, instance::node_transition(node.facts, runnable.nodes[position].settings, to_event(end),
                                            !job.facts.has_failed && !job.facts.is_stop_requested, now_));
    record_attempt(end, node);
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
    TRY(tx_.instances().end_attempts(ends_, now_));
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
  static instance::NodeEvent to_event(const AttemptEnd& end) {
    if (!end.outcome) return instance::AttemptReturned{};
    return instance::AttemptEnded{end.outcome->kind, end.outcome->message};
  }

  // Where the end does not say, the log is the one that was recorded with the handle.
  void record_attempt(AttemptEnd end, NodeInstance& node) {
    if (end.outcome && end.outcome->log_path.empty()) {
      end.outcome->log_path = node.log_path;
      end.log_host = node.log_host;
    }
    node.log_host = end.outcome ? end.log_host : std::string();
    node.log_path = end.outcome ? end.outcome->log_path : std::string();
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

Result<Completion> complete_attempts(Tx& tx, JobCache& jobs, const std::vector<AttemptEnd>& ends, base::Instant now) {
  if (ends.empty()) return Completion{};
  CompletionLot lot(tx, now);
  TRY(lot.load(jobs, ends));
  for (const auto& end : ends) TRY(lot.apply(end));
  return lot.write();
}

}  // namespace slipway::app
