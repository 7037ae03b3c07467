#include "domain/instance/instance_transition.h"

#include <string_view>

namespace slipway::instance {
namespace {

base::Error wrong_instance_state(const InstanceFacts& instance, std::string_view event) {
  return base::conflict("instance.wrong_state",
                        "an instance that is " + std::string(to_text(instance.state)) + " cannot take " + std::string(event));
}

InstanceState final_state_of(const InstanceFacts& instance) {
  if (instance.is_stop_requested) return InstanceState::stopped;
  return instance.has_failed ? InstanceState::fail : InstanceState::success;
}

InstanceStep end_instance(InstanceFacts instance, InstanceState state) {
  instance.state = state;
  return InstanceStep{.next = std::move(instance), .has_ended = true};
}

struct InstanceStepper {
  InstanceFacts instance;

  Result<InstanceStep> operator()(const Admitted& event) {
    if (instance.state != InstanceState::waiting) return wrong_instance_state(instance, "admitted");
    if (event.node_count == 0) return end_instance(std::move(instance), InstanceState::success);
    if (event.is_dry_run) {
      auto step = end_instance(std::move(instance), InstanceState::success);
      step.effect = NodesEffect::succeed_all;
      return step;
    }
    instance.state = InstanceState::running;
    instance.unfinished_nodes = event.node_count;
    return InstanceStep{.next = std::move(instance), .effect = NodesEffect::ready_first};
  }

  Result<InstanceStep> operator()(const NodesEnded& event) {
    if (instance.state != InstanceState::running || event.count > instance.unfinished_nodes)
      return wrong_instance_state(instance, "nodes ended");
    const bool fails_now = event.any_failed && !instance.has_failed && !instance.is_stop_requested;
    instance.unfinished_nodes -= event.count;
    instance.has_failed = instance.has_failed || event.any_failed;
    instance.is_failure_ignored = instance.is_failure_ignored || event.any_ignored;
    if (fails_now || instance.message.empty()) instance.message = event.message;  // what was ignored gives way to what failed
    if (instance.unfinished_nodes == 0) {
      const auto state = final_state_of(instance);
      return end_instance(std::move(instance), state);
    }
    return InstanceStep{.next = std::move(instance), .effect = fails_now ? NodesEffect::skip_unstarted : NodesEffect::none};
  }

  Result<InstanceStep> operator()(const StopRequested& event) {
    if (is_final(instance.state))
      return base::conflict("instance.already_ended", "the instance has ended: " + std::string(to_text(instance.state)));
    if (!instance.has_failed && !instance.is_stop_requested) instance.message = event.message;
    if (instance.state == InstanceState::waiting) {
      instance.is_stop_requested = true;
      return end_instance(std::move(instance), InstanceState::stopped);
    }
    const bool is_new = !instance.is_stop_requested;
    instance.is_stop_requested = true;
    return InstanceStep{.next = std::move(instance), .effect = is_new ? NodesEffect::stop_unstarted : NodesEffect::none};
  }

  Result<InstanceStep> operator()(const CannotRun& event) {
    if (instance.state != InstanceState::waiting) return wrong_instance_state(instance, "cannot run");
    instance.has_failed = true;
    instance.message = event.message;
    return end_instance(std::move(instance), InstanceState::fail);
  }
};

}  // namespace

bool succeeded_by_ignoring(const InstanceFacts& instance) {
  return instance.state == InstanceState::success && instance.is_failure_ignored;
}

Result<InstanceStep> instance_transition(InstanceFacts instance, const InstanceEvent& event) {
  return std::visit(InstanceStepper{std::move(instance)}, event);
}

}  // namespace slipway::instance
