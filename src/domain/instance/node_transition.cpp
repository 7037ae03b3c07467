#include "domain/instance/node_transition.h"

#include <string_view>

#include "base/assert.h"

namespace slipway::instance {
namespace {

base::Error wrong_node_state(const NodeFacts& node, std::string_view event) {
  return base::conflict("instance.wrong_state",
                        "a node that is " + std::string(to_text(node.state)) + " cannot take " + std::string(event));
}

void make_ready(NodeFacts& node, base::Instant now, std::chrono::microseconds pause = {}) {
  node.state = NodeState::ready;
  node.ready_at = now + pause;
  node.ready_pause = pause;
}

void leave_ready(NodeFacts& node) {
  node.ready_at.reset();
  node.ready_pause = {};
}

NodeStep end_node(NodeFacts node, NodeState state) {
  node.state = state;
  leave_ready(node);
  return NodeStep{.next = std::move(node), .has_ended = true};
}

// A node that was not to be tried again is not run twice, whoever ended it.
bool retry_is_left(const NodeFacts& node, const NodeSettings& settings, Outcome outcome) {
  if (outcome == Outcome::interrupted) return settings.retry_times > 0;
  if (outcome == Outcome::timed_out && !settings.retries_after_time_limit) return false;
  return node.tries <= settings.retry_times;
}

std::string failure_message(const AttemptEnded& event) {
  if (!event.message.empty()) return event.message;
  switch (event.outcome) {
    case Outcome::timed_out: return "the time limit was reached";
    case Outcome::lost: return "the process was lost with the server that ran it";
    case Outcome::interrupted: return "ended by a shutdown of its server";
    case Outcome::stopped: return "stopped";
    case Outcome::failed:
    case Outcome::succeeded: return "failed";
  }
  base::unreachable();
}

// FAIL or IGNORE decides what a failure means for those behind.
NodeStep fail_node(NodeFacts node, const NodeSettings& settings) {
  auto step = end_node(std::move(node), NodeState::fail);
  step.lets_successors_go = settings.ignores_failure;
  step.is_failure_ignored = settings.ignores_failure;
  step.fails_instance = !settings.ignores_failure;
  return step;
}

// Where nobody stopped the instance, those behind would wait for ever: it fails.
NodeStep stop_attempt(NodeFacts node, bool instance_goes_on) {
  auto step = end_node(std::move(node), NodeState::stopped);
  step.fails_instance = instance_goes_on;
  return step;
}

struct Stepper {
  NodeFacts node;
  const NodeSettings& settings;
  bool may_retry;
  base::Instant now;

  Result<NodeStep> operator()(const PredecessorsEnded& event) {
    if (node.state != NodeState::waiting || event.count > node.waiting_for) return wrong_node_state(node, "predecessors ended");
    node.waiting_for -= event.count;
    if (node.waiting_for == 0) make_ready(node, now);
    return NodeStep{.next = std::move(node)};
  }

  Result<NodeStep> operator()(const AttemptStarted&) {
    const bool may_start = node.state == NodeState::ready && node.ready_at && *node.ready_at <= now;
    if (!may_start) return wrong_node_state(node, "attempt started");
    node.state = NodeState::running;
    node.attempt += 1;
    node.tries += 1;
    leave_ready(node);
    node.message.clear();
    return NodeStep{.next = std::move(node)};
  }

  Result<NodeStep> operator()(const AttemptEnded& event) {
    if (node.state != NodeState::running) return wrong_node_state(node, "attempt ended");
    if (event.outcome == Outcome::succeeded) {
      auto step = end_node(std::move(node), NodeState::success);
      step.lets_successors_go = true;
      return step;
    }
    node.message = failure_message(event);
    if (event.outcome == Outcome::interrupted) node.tries -= 1;
    if (event.outcome == Outcome::stopped) return stop_attempt(std::move(node), may_retry);
    if (may_retry && retry_is_left(node, settings, event.outcome)) {
      make_ready(node, now, settings.retry_interval);
      return NodeStep{.next = std::move(node)};
    }
    return fail_node(std::move(node), settings);
  }

  Result<NodeStep> operator()(const AttemptReturned&) {
    if (node.state != NodeState::running) return wrong_node_state(node, "attempt returned");
    node.attempt -= 1;
    node.tries -= 1;
    if (!may_retry) return end_node(std::move(node), node.attempt > 0 ? NodeState::fail : NodeState::skip);
    make_ready(node, now);
    return NodeStep{.next = std::move(node)};
  }

  Result<NodeStep> operator()(const InstanceFailed&) {
    if (node.state == NodeState::running || is_final(node.state)) return NodeStep{.next = std::move(node)};
    return end_node(std::move(node), node.attempt > 0 ? NodeState::fail : NodeState::skip);
  }

  Result<NodeStep> operator()(const InstanceStopped&) {
    if (node.state == NodeState::running || is_final(node.state)) return NodeStep{.next = std::move(node)};
    return end_node(std::move(node), NodeState::stopped);
  }

  Result<NodeStep> operator()(const Passed&) {
    if (node.state != NodeState::waiting && node.state != NodeState::ready) return wrong_node_state(node, "passed");
    node.waiting_for = 0;
    auto step = end_node(std::move(node), NodeState::success);
    step.lets_successors_go = true;
    return step;
  }
};

}  // namespace

Result<NodeStep> node_transition(NodeFacts node, const NodeSettings& settings, const NodeEvent& event, bool may_retry,
                                 base::Instant now) {
  return std::visit(Stepper{std::move(node), settings, may_retry, now}, event);
}

}  // namespace slipway::instance
