#include "domain/instance/instance_walk.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace slipway::instance {

std::vector<std::size_t> nodes_ahead(const RunnableJob& job, const std::vector<std::size_t>& ending, std::size_t count_max) {
  std::set<std::size_t> found(ending.begin(), ending.end());
  std::vector<std::size_t> to_follow(found.begin(), found.end());
  const auto count_of_all = found.size() + count_max;
  for (std::size_t i = 0; i < to_follow.size(); ++i) {
    const auto& successors = job.nodes[to_follow[i]].successors;
    const bool is_ending = i < ending.size();
    if (!is_ending && found.size() + successors.size() > count_of_all) continue;
    for (const auto successor : successors)
      if (found.insert(successor).second && job.nodes[successor].kind == catalog::ExecutorKind::none)
        to_follow.push_back(successor);
  }
  return {found.begin(), found.end()};
}

InstanceWalk::InstanceWalk(const RunnableJob& job, JobInstance instance, std::vector<NodeInstance> nodes)
    : job_(job), instance_(std::move(instance)) {
  for (auto& node : nodes) nodes_.emplace(static_cast<std::size_t>(node.ordinal), std::move(node));
}

const NodeInstance* InstanceWalk::find(std::size_t position) const {
  const auto found = nodes_.find(position);
  return found == nodes_.end() ? nullptr : &found->second;
}

Result<void> InstanceWalk::admit(base::Instant now) {
  TRY(apply(Admitted{.node_count = static_cast<std::int64_t>(nodes_.size()), .is_dry_run = job_.definition.is_dry_run}, now));
  instance_.started_at = now;
  for (auto& [position, node] : nodes_) {
    if (job_.definition.is_dry_run) {
      TRY(step(position, Passed{}, now));
    } else if (node.facts.waiting_for == 0) {
      TRY(step(position, PredecessorsEnded{0}, now));
    }
  }
  return pass_all(now);
}

Result<void> InstanceWalk::refuse(const std::string& reason, base::Instant now) {
  instance_.started_at = now;
  return apply(CannotRun{reason}, now);
}

Result<void> InstanceWalk::apply_attempt(std::size_t position, const NodeEvent& event, base::Instant now) {
  TRY_LET(done, step(position, event, now));
  if (done.lets_successors_go) TRY(let_successors_go(position, now));
  if (done.has_ended) {
    const auto& node = nodes_.at(position);
    const bool is_told = done.fails_instance || done.is_failure_ignored;
    TRY(apply(NodesEnded{.count = 1,
                         .any_failed = done.fails_instance,
                         .any_ignored = done.is_failure_ignored,
                         .message = is_told ? "node '" + node.name + "' failed: " + node.facts.message : std::string()},
              now));
  }
  return pass_all(now);
}

Result<void> InstanceWalk::pass_ready(base::Instant now) {
  for (const auto& [position, node] : nodes_)
    if (node.facts.state == NodeState::ready && may_pass(position)) passable_.insert(position);
  return pass_all(now);
}

std::vector<std::size_t> InstanceWalk::startable(catalog::ExecutorKind kind, base::Instant now) const {
  std::vector<std::size_t> found;
  if (!goes_on() || skips_unstarted_) return found;
  for (const auto position : changed_) {
    const auto& node = nodes_.at(position);
    if (node.kind == kind && node.facts.state == NodeState::ready && *node.facts.ready_at <= now) found.push_back(position);
  }
  return found;
}

Result<NodeInstance> InstanceWalk::start(std::size_t position, const std::string& incarnation, base::Instant now) {
  TRY(step(position, AttemptStarted{}, now));
  auto& node = nodes_.at(position);
  node.holder = incarnation;
  ++node.fence;
  node.log_server.clear();
  node.log_path.clear();
  if (!node.started_at) node.started_at = now;
  return node;
}

Result<void> InstanceWalk::count_skipped(std::int64_t count, base::Instant now) {
  if (count == 0) return {};
  return apply(NodesEnded{.count = count}, now);
}

void InstanceWalk::keep_log(std::size_t position, const std::string& server, const std::string& path) {
  auto& node = nodes_.at(position);
  node.log_server = server;
  node.log_path = path;
}

std::vector<NodeInstance> InstanceWalk::nodes() const {
  std::vector<NodeInstance> all;
  all.reserve(nodes_.size());
  for (const auto& [position, node] : nodes_) all.push_back(node);
  return all;
}

std::vector<NodeInstance> InstanceWalk::changed_nodes() const {
  std::vector<NodeInstance> changed;
  changed.reserve(changed_.size());
  for (const auto position : changed_) changed.push_back(nodes_.at(position));
  return changed;
}

bool InstanceWalk::may_pass(std::size_t position) const {
  const auto& node = job_.nodes[position];
  return node.kind == catalog::ExecutorKind::none &&
         std::ranges::all_of(node.successors, [this](std::size_t next) { return find(next) != nullptr; });
}

Result<NodeStep> InstanceWalk::step(std::size_t position, const NodeEvent& event, base::Instant now) {
  const auto found = nodes_.find(position);
  BASE_ASSERT(found != nodes_.end());
  auto& node = found->second;
  TRY_LET(done, node_transition(node.facts, job_.nodes[position].settings, event, goes_on(), now));
  node.facts = done.next;
  if (node.facts.state != NodeState::running) node.holder.clear();
  changed_.insert(position);
  if (done.has_ended) node.ended_at = now;
  if (node.facts.state == NodeState::ready && may_pass(position)) passable_.insert(position);
  return done;
}

// Where the instance no longer goes on they are skipped or stopped, and need no countdown any more.
Result<void> InstanceWalk::let_successors_go(std::size_t position, base::Instant now) {
  if (!goes_on()) return {};
  for (const auto successor : job_.nodes[position].successors) {
    const auto* node = find(successor);
    BASE_ASSERT(node != nullptr);  // nodes_ahead names them all
    if (node->facts.state != NodeState::waiting) continue;
    TRY(step(successor, PredecessorsEnded{1}, now));
  }
  return {};
}

Result<void> InstanceWalk::pass(std::size_t position, base::Instant now) {
  TRY(step(position, Passed{}, now));
  auto& node = nodes_.at(position);
  if (!node.started_at) node.started_at = now;
  TRY(let_successors_go(position, now));
  return apply(NodesEnded{.count = 1}, now);
}

Result<void> InstanceWalk::pass_all(base::Instant now) {
  while (goes_on() && !passable_.empty()) TRY(pass(passable_.extract(passable_.begin()).value(), now));
  passable_.clear();
  return {};
}

Result<void> InstanceWalk::apply(const InstanceEvent& event, base::Instant now) {
  TRY_LET(done, instance_transition(instance_.facts, event));
  instance_.facts = std::move(done.next);
  instance_changed_ = true;
  skips_unstarted_ = skips_unstarted_ || done.effect == NodesEffect::skip_unstarted;
  if (done.has_ended) {
    has_ended_ = true;
    instance_.ended_at = now;
  }
  return {};
}

}  // namespace slipway::instance
