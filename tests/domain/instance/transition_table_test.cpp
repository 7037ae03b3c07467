// The two state machines on one golden page each: every state meets every event.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "domain/instance/instance_transition.h"
#include "domain/instance/node_transition.h"
#include "support/golden.h"

namespace slipway::instance {
namespace {

const base::Instant noon = base::from_milliseconds(1'800'000'000'000);

struct NamedNodeEvent {
  std::string name;
  NodeEvent event;
};

std::vector<NamedNodeEvent> one_of_each_node_event() {
  std::vector<NamedNodeEvent> events{{"last predecessor ended", PredecessorsEnded{1}}, {"attempt started", AttemptStarted{}}};
  for (const auto outcome : all_outcomes)
    events.push_back({"attempt ended: " + std::string(to_text(outcome)), AttemptEnded{outcome, {}}});
  events.push_back({"attempt returned", AttemptReturned{}});
  events.push_back({"instance failed", InstanceFailed{}});
  events.push_back({"instance stopped", InstanceStopped{}});
  events.push_back({"passed", Passed{}});
  return events;
}

NodeFacts a_node_that_is(NodeState state) {
  NodeFacts node{.state = state};
  if (state == NodeState::waiting) node.waiting_for = 1;
  if (state == NodeState::ready) node.ready_at = noon;
  if (state == NodeState::running || is_final(state)) node.attempt = node.tries = 1;
  return node;
}

std::string describe(const NodeStep& step) {
  std::string text(to_text(step.next.state));
  if (step.next.ready_at)
    text += " at +" + std::to_string(std::chrono::floor<std::chrono::seconds>(*step.next.ready_at - noon).count()) + "s";
  if (step.lets_successors_go) text += ", successors go on";
  if (step.fails_instance) text += ", instance fails";
  if (step.is_failure_ignored) text += ", failure ignored";
  return text;
}

std::string node_table(const NodeSettings& settings, bool may_retry) {
  std::string text;
  for (const auto state : all_node_states) {
    for (const auto& [name, event] : one_of_each_node_event()) {
      const auto step = node_transition(a_node_that_is(state), settings, event, may_retry, noon);
      text += "  " + std::string(to_text(state)) + " + " + name + " -> " +
              (step ? describe(*step) : "refused: " + step.error().code) + "\n";
    }
  }
  return text;
}

TEST(NodeTransition, every_state_meets_every_event) {
  const NodeSettings plain;
  const NodeSettings ignoring{.ignores_failure = true};
  const NodeSettings retrying{.retry_times = 1, .retry_interval = std::chrono::seconds{30}};
  const NodeSettings retrying_always{
      .retry_times = 1, .retry_interval = std::chrono::seconds{30}, .retries_after_time_limit = true};

  test::expect_golden("node_transition.txt",
                      "policy FAIL, no retry\n" + node_table(plain, true) +                              //
                          "\npolicy IGNORE, no retry\n" + node_table(ignoring, true) +                   //
                          "\none retry after 30 s\n" + node_table(retrying, true) +                      //
                          "\none retry after 30 s, also after the time limit\n" + node_table(retrying_always, true) +
                          "\none retry, but the instance no longer goes on\n" + node_table(retrying, false));
}

struct NamedInstanceEvent {
  std::string name;
  InstanceEvent event;
};

std::vector<NamedInstanceEvent> one_of_each_instance_event() {
  return {{"admitted", Admitted{2, false}},
          {"admitted, dry run", Admitted{2, true}},
          {"a node ended", NodesEnded{1, false, false, {}}},
          {"a node failed", NodesEnded{1, true, false, "why"}},
          {"a failure was ignored", NodesEnded{1, false, true, "why"}},
          {"last nodes ended", NodesEnded{2, false, false, {}}},
          {"last nodes ended, one failed", NodesEnded{2, true, false, "why"}},
          {"last nodes ended, a failure ignored", NodesEnded{2, false, true, "why"}},
          {"stop requested", StopRequested{"by wei"}},
          {"cannot run", CannotRun{"why"}}};
}

struct NamedInstance {
  std::string name;
  InstanceFacts facts;
};

std::vector<NamedInstance> one_of_each_instance() {
  std::vector<NamedInstance> all;
  for (const auto state : all_instance_states) {
    InstanceFacts facts{.state = state};
    if (state == InstanceState::running) facts.unfinished_nodes = 2;
    all.push_back({std::string(to_text(state)), facts});
  }
  all.push_back({"running, failed", {.state = InstanceState::running, .has_failed = true, .unfinished_nodes = 2}});
  all.push_back({"running, ignored",
                 {.state = InstanceState::running, .is_failure_ignored = true, .unfinished_nodes = 2, .message = "ignored"}});
  all.push_back({"running, stop requested", {.state = InstanceState::running, .is_stop_requested = true, .unfinished_nodes = 2}});
  return all;
}

std::string_view to_text(NodesEffect effect) {
  switch (effect) {
    case NodesEffect::none: return "";
    case NodesEffect::ready_first: return ", first nodes are ready";
    case NodesEffect::succeed_all: return ", all nodes succeed";
    case NodesEffect::skip_unstarted: return ", unstarted nodes are skipped";
    case NodesEffect::stop_unstarted: return ", unstarted nodes and attempts are stopped";
  }
  return "?";
}

std::string describe(const InstanceStep& step) {
  std::string text(to_text(step.next.state));
  if (step.next.state == InstanceState::running) text += " with " + std::to_string(step.next.unfinished_nodes) + " unfinished";
  if (step.next.has_failed) text += ", failed";
  if (step.next.is_failure_ignored) text += ", failure ignored";
  if (step.next.is_stop_requested) text += ", stop requested";
  if (!step.next.message.empty()) text += ", message '" + step.next.message + "'";
  return text + std::string(to_text(step.effect)) + (step.has_ended ? ", ended" : "");
}

TEST(InstanceTransition, every_state_meets_every_event) {
  std::string text;
  for (const auto& [state, facts] : one_of_each_instance()) {
    for (const auto& [name, event] : one_of_each_instance_event()) {
      const auto step = instance_transition(facts, event);
      text += state + " + " + name + " -> " + (step ? describe(*step) : "refused: " + step.error().code) + "\n";
    }
    text += "\n";
  }
  test::expect_golden("instance_transition.txt", text);
}

}  // namespace
}  // namespace slipway::instance
