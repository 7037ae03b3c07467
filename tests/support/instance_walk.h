// One instance walked in memory by the pure transitions, as the store does it, with the laws checked at every step.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include "domain/instance/instance_transition.h"
#include "domain/instance/node_transition.h"
#include "domain/instance/runnable_job.h"

namespace slipway::test {

using instance::InstanceFacts;
using instance::NodeFacts;
using instance::NodeState;

// Keeps one instance in memory and applies the steps as the store does.
class Walk {
 public:
  explicit Walk(instance::RunnableJob job) : job_(std::move(job)), nodes_(job_.nodes.size()), is_running_(nodes_.size(), false) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) nodes_[i].waiting_for = job_.nodes[i].predecessor_count;
  }

  void admit() {
    apply(instance::Admitted{static_cast<std::int64_t>(nodes_.size()), false});
    for (auto& node : nodes_)
      if (node.waiting_for == 0) {
        node.state = NodeState::ready;
        node.ready_at = now_;
      }
  }

  std::vector<std::size_t> startable() const { return positions_in(NodeState::ready); }
  std::vector<std::size_t> running() const { return positions_in(NodeState::running); }
  const instance::RunnableJob& job() const { return job_; }
  const InstanceFacts& facts() const { return facts_; }
  const std::vector<NodeFacts>& nodes() const { return nodes_; }
  bool may_stop() const { return facts_.state == instance::InstanceState::running && !facts_.is_stop_requested; }

  void start(std::size_t position) {
    now_ = std::max(now_, *nodes_[position].ready_at);
    RC_ASSERT(!is_running_[position]);
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (std::ranges::count(job_.nodes[i].successors, position) != 0)
        RC_ASSERT(nodes_[i].state == NodeState::success ||
                  (nodes_[i].state == NodeState::fail && job_.nodes[i].settings.ignores_failure));
    RC_ASSERT(!facts_.has_failed && !facts_.is_stop_requested);
    step(position, instance::AttemptStarted{});
    is_running_[position] = true;
    RC_ASSERT(nodes_[position].tries <= job_.nodes[position].settings.retry_times + 1);
  }

  void finish(std::size_t position, instance::Outcome outcome) {
    is_running_[position] = false;
    const auto ended = step(position, instance::AttemptEnded{outcome, {}});
    if (ended.lets_successors_go && !facts_.has_failed && !facts_.is_stop_requested)
      for (const auto successor : job_.nodes[position].successors)
        if (nodes_[successor].state == NodeState::waiting) step(successor, instance::PredecessorsEnded{1});
    if (ended.has_ended) apply(instance::NodesEnded{1, ended.fails_instance, ended.is_failure_ignored, "failed"});
    check_counts();
  }

  void stop() {
    apply(instance::StopRequested{"stop"});
    check_counts();
  }

  void check_end() const {
    RC_ASSERT(instance::is_final(facts_.state));
    for (const auto& node : nodes_) RC_ASSERT(instance::is_final(node.state));
    const bool any_unignored = std::ranges::any_of(std::views::iota(std::size_t{0}, nodes_.size()), [this](std::size_t i) {
      return nodes_[i].state == NodeState::stopped ||
             (nodes_[i].state == NodeState::fail && !job_.nodes[i].settings.ignores_failure);
    });
    if (facts_.is_stop_requested) RC_ASSERT(facts_.state == instance::InstanceState::stopped);
    else RC_ASSERT((facts_.state == instance::InstanceState::fail) == any_unignored);
    if (facts_.state == instance::InstanceState::success) RC_ASSERT(positions_in(NodeState::skip).empty());
  }

 private:
  std::vector<std::size_t> positions_in(NodeState state) const {
    std::vector<std::size_t> positions;
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (nodes_[i].state == state) positions.push_back(i);
    return positions;
  }

  instance::NodeStep step(std::size_t position, const instance::NodeEvent& event) {
    const bool may_retry = !facts_.has_failed && !facts_.is_stop_requested;
    auto stepped = instance::node_transition(nodes_[position], job_.nodes[position].settings, event, may_retry, now_);
    RC_ASSERT(static_cast<bool>(stepped));
    nodes_[position] = stepped->next;
    return *stepped;
  }

  void apply(const instance::InstanceEvent& event) {
    auto stepped = instance::instance_transition(facts_, event);
    RC_ASSERT(static_cast<bool>(stepped));
    facts_ = stepped->next;
    if (stepped->effect == instance::NodesEffect::skip_unstarted) end_unstarted(instance::InstanceFailed{});
    if (stepped->effect == instance::NodesEffect::stop_unstarted) end_unstarted(instance::InstanceStopped{});
  }

  void end_unstarted(const instance::NodeEvent& event) {
    std::int64_t ended = 0;
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (step(i, event).has_ended) ++ended;
    if (ended > 0) apply(instance::NodesEnded{ended, false, false, {}});
  }

  void check_counts() const {
    const auto unfinished = std::ranges::count_if(nodes_, [](const NodeFacts& node) { return !instance::is_final(node.state); });
    RC_ASSERT(facts_.unfinished_nodes == unfinished);
    RC_ASSERT(instance::is_final(facts_.state) == (unfinished == 0));
  }

  instance::RunnableJob job_;
  std::vector<NodeFacts> nodes_;
  std::vector<bool> is_running_;
  InstanceFacts facts_;
  base::Instant now_ = base::from_milliseconds(1'800'000'000'000);
};

// Lines go from earlier nodes to later ones, so there is no cycle.
inline instance::RunnableJob a_random_job() {
  catalog::JobDefinition definition;
  const auto count = *rc::gen::inRange<std::size_t>(1, 12);
  for (std::size_t i = 0; i < count; ++i) {
    catalog::Node node;
    node.name = "n" + std::to_string(i);
    node.type = "Shell";
    node.retry_times = *rc::gen::inRange<std::int64_t>(0, 3);
    node.fail_policy = *rc::gen::element(catalog::FailPolicy::fail, catalog::FailPolicy::ignore);
    node.retries_after_time_limit = *rc::gen::arbitrary<bool>();
    for (std::size_t j = 0; j < i; ++j)
      if (*rc::gen::inRange(0, 3) == 0) node.predecessors.push_back("n" + std::to_string(j));
    definition.nodes.push_back(std::move(node));
  }
  auto job = instance::make_runnable_job(std::move(definition));
  RC_ASSERT(static_cast<bool>(job));
  return std::move(job).value();
}

}  // namespace slipway::test
