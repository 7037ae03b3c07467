#include "app/engine/round/admit_instances.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "app/jobs/released_job.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

constexpr std::size_t node_count_max = 20'000;  // rows a transaction, unless one instance has more

using instance::JobInstance;
using instance::NodeInstance;
using RunnableJobs = std::map<instance::JobInstanceId, RunnableJobPtr>;
using Generation = std::pair<catalog::EnvironmentId, catalog::GenerationNumber>;
using Scripts = std::map<std::string, VersionKey>;

bool is_test_run(const JobInstance& job) { return job.kind == instance::InstanceKind::test_run; }

// The scripts that the instances name, each at the generation of its instance; a test run brings its own texts.
Result<std::map<Generation, Scripts>> resolve_scripts(Tx& tx, const std::vector<JobInstance>& instances,
                                                      const RunnableJobs& jobs) {
  std::map<Generation, std::set<std::string>> wanted;
  for (const auto& job : instances) {
    if (is_test_run(job)) continue;
    for (const auto& node : jobs.at(job.id)->nodes)
      if (node.script_name) wanted[{job.environment, job.generation}].insert(*node.script_name);
  }
  std::map<Generation, Scripts> resolved;
  for (const auto& [generation, names] : wanted) {
    TRY_LET(scripts, tx.instances().resolve_scripts(generation.first, generation.second, {names.begin(), names.end()}));
    resolved.emplace(generation, std::move(scripts));
  }
  return resolved;
}

// A test run's nodes were made with it.
Result<std::vector<NodeInstance>> nodes_of(Tx& tx, const JobInstance& job, const instance::RunnableJob& runnable,
                                           const Scripts& scripts) {
  if (is_test_run(job)) return tx.instances().list_nodes(job.id);
  auto nodes = instance::make_node_instances(runnable, job.id, instance::queue_class_of(job.kind));
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto& name = runnable.nodes[i].script_name;
    if (!name) continue;
    const auto script = scripts.find(*name);
    if (script == scripts.end()) return script_not_in_production(nodes[i].name, *name);
    nodes[i].script = script->second.object;
    nodes[i].script_version = script->second.version;
  }
  return nodes;
}

// What stands against the job or its scripts fails the instance; an error of the store is not the instance's.
Result<void> admit(const Context& context, Tx& tx, InstanceBatch& batch, JobInstance job, RunnableJobPtr runnable,
                   const Scripts& scripts) {
  if (const auto supported = instance::check_supported(runnable->definition, context.optional_types); !supported)
    return batch.refuse(std::move(job), std::move(runnable), supported.error().message);
  auto nodes = nodes_of(tx, job, *runnable, scripts);
  if (nodes) return batch.admit(std::move(job), std::move(runnable), *std::move(nodes));
  if (nodes.error().kind != base::ErrorKind::invalid_argument) return std::move(nodes).error();
  return batch.refuse(std::move(job), std::move(runnable), nodes.error().message);
}

// Has a job as many as it has room for? Then more of it may wait.
bool fills_a_room(const std::vector<JobRoom>& rooms, const std::vector<JobInstance>& instances) {
  std::map<JobKey, std::int64_t> counts;
  for (const auto& job : instances) ++counts[{job.environment, job.job}];
  return std::ranges::any_of(rooms, [&counts](const JobRoom& job) { return counts[job.key] >= job.room; });
}

}  // namespace

Result<bool> admit_instances(const Context& context, Tx& tx, JobCache& jobs, InstanceBatch& batch, const AdmitLimits& limits,
                             std::set<instance::JobInstanceId>& suspects) {
  TRY_LET(rooms, tx.schedules().lock_to_admit(limits.jobs));
  if (rooms.empty()) return false;
  std::vector<JobKey> locked;
  for (auto& job : rooms) {
    locked.push_back(job.key);
    job.room = std::min(job.room, limits.of_each.value_or(job.room));
  }
  batch.add_locked_jobs(locked);
  if (limits.of_each) {  // a part that looks for what is to blame: it may be one that cannot even be read
    for (const auto& job : rooms) {
      TRY_LET(first, tx.instances().find_first_to_admit(job.key));
      if (first) suspects.insert(*first);
    }
  }
  TRY_LET(instances, tx.instances().lock_to_admit(rooms));
  for (const auto& job : instances) suspects.insert(job.id);
  TRY_LET(runnable, jobs.get_all(tx, instances));
  TRY_LET(scripts, resolve_scripts(tx, instances, runnable));

  const bool more_may_wait = fills_a_room(rooms, instances);
  std::size_t admitted_count = 0;
  for (auto& job : instances) {
    if (batch.new_node_count() >= node_count_max) break;
    const auto& of_generation = scripts[{job.environment, job.generation}];
    auto definition = runnable.at(job.id);
    TRY(admit(context, tx, batch, std::move(job), std::move(definition), of_generation));
    ++admitted_count;
  }
  const bool has_left_room = batch.ended_count() > 0;  // what starts nothing ends with its admission
  return admitted_count < instances.size() || static_cast<std::int64_t>(rooms.size()) == limits.jobs ||
         (has_left_room && more_may_wait);
}

}  // namespace slipway::app
