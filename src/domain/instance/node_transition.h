// How a node instance steps from state to state. Pure: the store repeats the steps that concern many nodes at once
// (countdown, skip, stop) as set statements, and a store test holds the two together.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/instant.h"
#include "base/result.h"
#include "domain/instance/instance_state.h"

namespace slipway::instance {

// What the definition says of one node's attempts.
struct NodeSettings {
  std::int64_t retry_times = 0;
  std::chrono::seconds retry_interval{0};
  bool retries_after_time_limit = false;
  bool ignores_failure = false;  // IGNORE: the successors go on, the instance succeeds with its failure ignored; else it fails
};

// The part of a node instance that decides its next step.
struct NodeFacts {
  NodeState state = NodeState::waiting;
  std::int64_t waiting_for = 0;           // unfinished predecessors
  std::int64_t attempt = 0;               // of the last attempt that was started; 0: none yet
  std::int64_t tries = 0;                 // attempts that count against the node's retries
  std::optional<base::Instant> ready_at{};  // set exactly while the state is ready
  std::chrono::microseconds ready_pause{
      0};   // how long before ready_at its pause began: one that has not begun yet holds nothing up
  std::string message{};                    // why it is not a plain success; empty otherwise
  friend bool operator==(const NodeFacts&, const NodeFacts&) = default;
};

struct PredecessorsEnded {
  std::int64_t count = 1;
};
struct AttemptStarted {};
struct AttemptEnded {
  Outcome outcome = Outcome::succeeded;
  std::string message{};
};
struct AttemptReturned {};  // it was claimed and nothing was started: as if it had not been claimed
struct InstanceFailed {};   // another node failed under FAIL
struct InstanceStopped {};
struct Passed {};  // it needs no executor, or its job is a dry run: success without an attempt

using NodeEvent =
    std::variant<PredecessorsEnded, AttemptStarted, AttemptEnded, AttemptReturned, InstanceFailed, InstanceStopped, Passed>;

struct NodeStep {
  NodeFacts next;
  bool has_ended = false;            // with this step; it counts once
  bool lets_successors_go = false;   // their countdown goes down by one
  bool fails_instance = false;       // the failure is not ignored
  bool is_failure_ignored = false;
};

// `may_retry`: the instance still goes on (no failure, no stop). Errors: instance.wrong_state.
Result<NodeStep> node_transition(NodeFacts node, const NodeSettings& settings, const NodeEvent& event, bool may_retry,
                                 base::Instant now);

}  // namespace slipway::instance
