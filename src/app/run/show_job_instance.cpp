#include "app/run/show_job_instance.h"

#include <string>
#include <utility>

#include "app/jobs/job_cache.h"
#include "app/ports/release/environment_repository.h"
#include "app/ports/run/instance_repository.h"
#include "app/ports/run/set_aside_repository.h"

namespace slipway::app {
namespace {

constexpr std::int64_t running_shown = 10;

// Nodes are made at admission; before it, and when it was cancelled before, they stand as their instance does.
Result<std::vector<instance::NodeInstance>> nodes_not_made_yet(Tx& tx, const instance::JobInstance& instance) {
  JobCache one({.version_bytes = 0, .test_run_bytes = 0});
  TRY_LET(job, one.get(tx, instance));
  auto nodes = instance::make_node_instances(*job, instance.id);
  if (instance.facts.state == instance::InstanceState::waiting) return nodes;
  const bool was_stopped = instance.facts.state == instance::InstanceState::stopped;
  for (auto& node : nodes) node.facts.state = was_stopped ? instance::NodeState::stopped : instance::NodeState::skip;
  return nodes;
}

Result<void> tell_set_aside(Tx& tx, instance::JobInstance& instance) {
  TRY_LET(aside, tx.set_asides().find(instance.id));
  if (!aside) return {};
  instance.facts.message = "set aside since " + base::format_instant(aside->since) +
                           ", its state could not be recorded: " + aside->reason + " (" + aside->code + "); tried again at " +
                           base::format_instant(aside->next_try);
  return {};
}

void tell_unreadable(instance::JobInstance& instance) {
  if (instance.unreadable.empty()) return;
  auto& message = instance.facts.message;
  message += (message.empty() ? "" : "; ") + instance.unreadable + " cannot be read";
}

Result<InstanceView> show_job_instance_in(Tx& tx, const WorkspaceCall& call, std::optional<std::string_view> job_name,
                                          instance::JobInstanceId id) {
  InstanceView view;
  TRY_LET(instance, get_job_instance(tx, call.workspace, job_name, id));
  TRY_LET(environment, tx.environments().get(instance.environment));
  view.environment_name = std::move(environment.name);
  TRY_LET(nodes, tx.instances().list_nodes(id));
  view.nodes = std::move(nodes);
  if (view.nodes.empty()) {
    auto planned = nodes_not_made_yet(tx, instance);
    if (!planned && planned.error().kind == base::ErrorKind::unavailable) return std::move(planned).error();
    if (planned) view.nodes = *std::move(planned);
    else instance.unreadable += instance.unreadable.empty() ? "its definition" : " and its definition";
  }
  TRY_LET(attempts, tx.instances().list_attempts(id));
  view.attempts = std::move(attempts);
  if (!instance.ended_at) TRY(tell_set_aside(tx, instance));
  tell_unreadable(instance);
  if (instance.facts.state == instance::InstanceState::waiting) {
    TRY_LET(full, tx.instances().list_running_if_full({instance.environment, instance.job}, running_shown));
    view.running_of_job = std::move(full.running);
    view.running_max = full.running_max;
  }
  view.instance = std::move(instance);
  return view;
}

}  // namespace

Result<instance::JobInstance> get_job_instance(Tx& tx, const catalog::Workspace& workspace,
                                               std::optional<std::string_view> job_name, instance::JobInstanceId id) {
  TRY_LET(found, tx.instances().find(workspace.id, id));
  if (!found || (job_name && found->job_name != *job_name))
    return base::not_found("instance.not_found", "there is no job instance " + id.text() +
                                                     (job_name ? " of job '" + std::string(*job_name) + "'" : std::string()));
  return *std::move(found);
}

Result<InstanceView> show_job_instance(Context& context, const WorkspaceCall& call, std::optional<std::string_view> job_name,
                                       instance::JobInstanceId id) {
  return context.store.read([&](Tx& tx) { return show_job_instance_in(tx, call, job_name, id); });
}

}  // namespace slipway::app
