// How a job instance steps from state to state. Pure; what follows from a step for the nodes is an effect, recorded in the
// same transaction.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/result.h"
#include "domain/instance/instance_state.h"

namespace slipway::instance {

// The part of a job instance that decides its next step.
struct InstanceFacts {
  InstanceState state = InstanceState::waiting;
  bool has_failed = false;           // a node failed under FAIL
  bool is_failure_ignored = false;   // a node failed under IGNORE
  bool is_stop_requested = false;
  std::int64_t unfinished_nodes = 0;  // known from admission on
  std::string message{};                // why it is not a plain success; empty otherwise
  friend bool operator==(const InstanceFacts&, const InstanceFacts&) = default;
};

struct Admitted {
  std::int64_t node_count = 0;
  bool is_dry_run = false;
};
struct NodesEnded {
  std::int64_t count = 0;
  bool any_failed = false;   // under FAIL
  bool any_ignored = false;  // failed under IGNORE
  std::string message{};       // of the first failure under FAIL, else of the first one that is ignored
};
struct StopRequested {
  std::string message{};
};
struct CannotRun {  // found out at admission: nothing of it can start
  std::string message{};
};

using InstanceEvent = std::variant<Admitted, NodesEnded, StopRequested, CannotRun>;

// What the step asks of the nodes. Ending nodes gives another NodesEnded with their number.
enum class NodesEffect : std::uint8_t {
  none,
  ready_first,        // nodes without predecessors become ready
  succeed_all,        // dry run
  skip_unstarted,     // waiting and ready nodes end, running ones go on
  stop_unstarted,     // the same, and running attempts are asked to stop
};

struct InstanceStep {
  InstanceFacts next;
  NodesEffect effect = NodesEffect::none;
  bool has_ended = false;  // with this step
};

// What counts as a success though a node failed: that failure was ignored, and no other ended the instance.
bool succeeded_by_ignoring(const InstanceFacts& instance);

// Errors: instance.wrong_state, instance.already_ended (a stop that comes too late).
Result<InstanceStep> instance_transition(InstanceFacts instance, const InstanceEvent& event);

}  // namespace slipway::instance
