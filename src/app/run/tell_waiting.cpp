#include "app/run/tell_waiting.h"

#include <string>

namespace slipway::app {
namespace {

std::string why_not_admitted(const InstanceView& view) {
  std::string text = "waits for room: as many of its job run as may at once, " + std::to_string(view.running_max) + " (";
  bool is_first = true;
  for (const auto id : view.running_of_job) {
    text += (is_first ? "instance " : ", ") + id.text();
    is_first = false;
  }
  const bool are_more = view.running_max > static_cast<std::int64_t>(view.running_of_job.size());
  return text + (are_more ? ", ...)" : ")");
}

std::string why_not_started(const instance::NodeInstance& node, const ExecutorRegistry& executors, const ClaimPauses& pauses,
                            base::Instant now) {
  if (const auto pause = pauses.find(node.kind, now))
    return "not started yet: " + pause->reason + "; tried again at " + base::format_instant(pause->end());
  const auto executor = executors.all().find(node.kind);
  if (executor == executors.all().end() || executor->second->running() < executor->second->capacity()) return {};
  return "not started yet: all " + std::to_string(executor->second->capacity()) + " places of this server are taken";
}

}  // namespace

void tell_waiting(InstanceView& view, const ExecutorRegistry& executors, const ClaimPauses& pauses, base::Instant now) {
  if (!view.running_of_job.empty() && view.instance.facts.message.empty()) view.instance.facts.message = why_not_admitted(view);
  for (auto& node : view.nodes) {
    if (node.facts.state != instance::NodeState::ready || !node.facts.ready_at) continue;
    auto& message = node.facts.message;
    if (*node.facts.ready_at > now) {
      message += (message.empty() ? "" : "; ") + std::string("tried again at ") + base::format_instant(*node.facts.ready_at);
    } else if (auto why = why_not_started(node, executors, pauses, now); !why.empty()) {
      message = std::move(why);
    }
  }
}

}  // namespace slipway::app
