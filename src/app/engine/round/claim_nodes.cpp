#include "app/engine/round/claim_nodes.h"

#include <algorithm>
#include <set>
#include <utility>

#include "app/jobs/released_job.h"
#include "domain/instance/node_input.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

using instance::NodeInstance;
using ScriptDefinitions = std::map<VersionKey, catalog::ScriptDefinition>;

InstanceIds instances_of(const std::vector<NodeInstance>& nodes) {
  std::set<instance::JobInstanceId> ids;
  for (const auto& node : nodes) ids.insert(node.instance);
  return {ids.begin(), ids.end()};
}

Result<ScriptDefinitions> load_scripts_of(Tx& tx, const std::vector<StartedNode>& started) {
  std::set<VersionKey> versions;
  for (const auto& [node, instance, project, job] : started)
    if (node.script) versions.insert({node.script, node.script_version});
  return load_scripts(tx, {versions.begin(), versions.end()});
}

// A script may have come into production after the job was started, so it is looked at once more.
Result<instance::NodeInput> prepare_input(const NodeInstance& node, const catalog::Node& definition,
                                          const instance::JobInstance& job, const std::vector<catalog::JobParameter>& declared,
                                          const ScriptDefinitions& scripts) {
  std::string_view text;
  if (node.script_content) text = *node.script_content;
  if (const auto script = scripts.find({node.script, node.script_version}); script != scripts.end()) {
    TRY(instance::check_script_supported(job.job_name, definition, script->second));
    text = script->second.content;
  }
  return instance::make_node_input(definition, declared, job.parameters, text);
}

NodeRun describe_run(const StartedNode& started, const catalog::Node& definition, const ClaimOptions& options) {
  const auto& [node, instance, project, job] = started;
  NodeRun run;
  run.id = node.attempt_id();
  run.workspace_id = instance->workspace.text();
  run.node_name = node.name;
  run.environment_id = instance->environment.number;
  run.queue_class = node.queue_class;
  run.project_id = project.text();
  run.job_name = instance->job_name;
  run.plan_time = instance->plan_time;
  run.node_type = node.type;
  run.time_limit = definition.time_limit;
  run.log_bytes_max = options.log_bytes_per_node;
  if (const auto user = options.run_as_by_project.find(run.project_id); user != options.run_as_by_project.end())
    run.run_as = user->second;
  return run;
}

}  // namespace

Result<std::vector<ClaimedAttempt>> make_attempts(Tx& tx, const ClaimOptions& options, catalog::ExecutorKind kind,
                                                  const std::vector<StartedNode>& started) {
  TRY_LET(scripts, load_scripts_of(tx, started));
  std::vector<ClaimedAttempt> attempts;
  attempts.reserve(started.size());
  for (const auto& each : started) {
    const auto& job = each.job->definition;
    const auto& definition = job.nodes.at(static_cast<std::size_t>(each.node.ordinal));
    ClaimedAttempt next{.run = describe_run(each, definition, options), .kind = kind, .refusal = {}};
    auto input = prepare_input(each.node, definition, *each.instance, job.parameters, scripts);
    if (input) {
      next.run.text = std::move(input->text);
      next.run.arguments = std::move(input->arguments);
      next.run.variables = std::move(input->variables);
    } else {
      next.refusal = input.error().message;
    }
    attempts.push_back(std::move(next));
  }
  return attempts;
}

Result<std::vector<ClaimedAttempt>> claim_nodes(Tx& tx, JobCache& jobs, const ClaimOptions& options, const FreePlaces& places,
                                                base::Instant now, std::set<instance::JobInstanceId>& suspects) {
  if (places.all == 1) {  // it may be one that cannot even be claimed, and the only one to blame
    TRY_LET(first, tx.instances().find_first_to_claim(places, now));
    if (!first) return std::vector<ClaimedAttempt>();
    suspects.insert(*first);
  }
  TRY_LET(nodes, tx.instances().claim_ready(options.incarnation, places, now));
  if (nodes.empty()) return std::vector<ClaimedAttempt>();
  for (const auto& node : nodes) suspects.insert(node.instance);
  std::ranges::sort(nodes, {}, [](const NodeInstance& node) { return std::pair(node.instance, node.ordinal); });
  TRY_LET(rows, tx.instances().list_claimed(instances_of(nodes)));
  std::map<instance::JobInstanceId, ClaimedInstance> instances;
  std::vector<instance::JobInstance> jobs_of;
  for (auto& row : rows) {
    jobs_of.push_back(row.instance);
    instances.emplace(row.instance.id, std::move(row));
  }
  TRY_LET(runnable, jobs.get_all(tx, jobs_of));
  std::vector<StartedNode> started;
  started.reserve(nodes.size());
  for (auto& node : nodes) {
    const auto& [instance, project] = instances.at(node.instance);
    const auto& job = runnable.at(node.instance);
    started.push_back({.node = std::move(node), .instance = &instance, .project = project, .job = job});
  }
  return make_attempts(tx, options, places.kind, started);
}

}  // namespace slipway::app
