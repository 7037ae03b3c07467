// The states of job and node instances, and how an attempt of a node may end.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace slipway::instance {

//  waiting ──admit──▶ running ──last node ended──▶ success | fail | stopped
//     ├──stop, job gone──────────────────────────────────────▶ stopped
//     ├──admit, dry run──────────────────────────▶ success
//     └──cannot run──────────────────────────────────▶ fail
//  fail: a node failed under the policy FAIL. stopped: somebody asked for it, whatever the nodes did.
enum class InstanceState : std::uint8_t { waiting, running, success, fail, stopped };

inline constexpr std::array all_instance_states{InstanceState::waiting, InstanceState::running, InstanceState::success,
                                                InstanceState::fail, InstanceState::stopped};

//  waiting ──predecessors ended──▶ ready ──attempt started──▶ running ──succeeded──────────────▶ success
//                                    ▲                          │ │ └────failed, no retry left──▶ fail
//                                    └──failed, retry left──────┘ └──────stopped────────────────▶ stopped
//  A ready node starts when its ready_at has come: at once, or after the retry interval.
//  When the instance fails, waiting and ready nodes become skip (fail, where an attempt failed before); when it is
//  stopped they become stopped. Running ones end by themselves, and get no retry any more.
enum class NodeState : std::uint8_t { waiting, ready, running, success, fail, skip, stopped };

inline constexpr std::array all_node_states{NodeState::waiting, NodeState::ready, NodeState::running, NodeState::success,
                                            NodeState::fail,    NodeState::skip,  NodeState::stopped};

// How one attempt ended. lost: its process died with the server, or may have. interrupted: its server was shut down in order; such
// an attempt does not count against the node's retries.
enum class Outcome : std::uint8_t { succeeded, failed, timed_out, stopped, lost, interrupted };

inline constexpr std::array all_outcomes{Outcome::succeeded, Outcome::failed, Outcome::timed_out,
                                         Outcome::stopped,   Outcome::lost,   Outcome::interrupted};

// Whose places a node takes. Test runs cannot take all of them.
enum class QueueClass : std::uint8_t { production, test };

// Why an instance exists; the numbers are those of the public API and of the store.
enum class InstanceKind : std::uint8_t { scheduled = 0, test_run = 2, backfill = 5, subjob = 6, run_once = 7 };

std::string_view to_text(InstanceState state);
std::string_view to_text(NodeState state);
std::string_view to_text(Outcome outcome);
std::string_view to_text(QueueClass queue_class);

std::optional<InstanceState> parse_instance_state(std::string_view text);
std::optional<NodeState> parse_node_state(std::string_view text);
std::optional<Outcome> parse_outcome(std::string_view text);
std::optional<QueueClass> parse_queue_class(std::string_view text);
std::optional<InstanceKind> parse_instance_kind(std::int64_t number);

constexpr QueueClass queue_class_of(InstanceKind kind) {
  return kind == InstanceKind::test_run ? QueueClass::test : QueueClass::production;
}

bool is_final(InstanceState state);
bool is_final(NodeState state);

}  // namespace slipway::instance
