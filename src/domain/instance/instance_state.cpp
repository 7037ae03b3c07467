#include "domain/instance/instance_state.h"

#include "base/assert.h"

namespace slipway::instance {

std::string_view to_text(InstanceState state) {
  switch (state) {
    case InstanceState::waiting: return "waiting";
    case InstanceState::running: return "running";
    case InstanceState::success: return "success";
    case InstanceState::fail: return "fail";
    case InstanceState::stopped: return "stopped";
  }
  BASE_ASSERT(false);
}

std::string_view to_text(NodeState state) {
  switch (state) {
    case NodeState::waiting: return "waiting";
    case NodeState::ready: return "ready";
    case NodeState::running: return "running";
    case NodeState::success: return "success";
    case NodeState::fail: return "fail";
    case NodeState::skip: return "skip";
    case NodeState::stopped: return "stopped";
  }
  BASE_ASSERT(false);
}

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::succeeded: return "succeeded";
    case Outcome::failed: return "failed";
    case Outcome::timed_out: return "timed_out";
    case Outcome::stopped: return "stopped";
    case Outcome::lost: return "lost";
    case Outcome::interrupted: return "interrupted";
  }
  BASE_ASSERT(false);
}

std::string_view to_text(QueueClass queue_class) { return queue_class == QueueClass::test ? "test" : "production"; }

std::optional<InstanceState> parse_instance_state(std::string_view text) {
  for (const auto state : all_instance_states)
    if (to_text(state) == text) return state;
  return std::nullopt;
}

std::optional<NodeState> parse_node_state(std::string_view text) {
  for (const auto state : all_node_states)
    if (to_text(state) == text) return state;
  return std::nullopt;
}

std::optional<Outcome> parse_outcome(std::string_view text) {
  for (const auto outcome : all_outcomes)
    if (to_text(outcome) == text) return outcome;
  return std::nullopt;
}

std::optional<QueueClass> parse_queue_class(std::string_view text) {
  for (const auto queue_class : {QueueClass::production, QueueClass::test})
    if (to_text(queue_class) == text) return queue_class;
  return std::nullopt;
}

std::optional<InstanceKind> parse_instance_kind(std::int64_t number) {
  for (const auto kind :
       {InstanceKind::scheduled, InstanceKind::test_run, InstanceKind::backfill, InstanceKind::subjob, InstanceKind::run_once})
    if (static_cast<std::int64_t>(kind) == number) return kind;
  return std::nullopt;
}

bool is_final(InstanceState state) { return state != InstanceState::waiting && state != InstanceState::running; }

bool is_final(NodeState state) {
  return state == NodeState::success || state == NodeState::fail || state == NodeState::skip || state == NodeState::stopped;
}

}  // namespace slipway::instance
