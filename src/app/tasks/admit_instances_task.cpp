#include "app/tasks/admit_instances_task.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "app/run/released_job.h"
#include "domain/instance/instance_transition.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

constexpr std::chrono::seconds look_interval{1};  // without a hint
constexpr std::int64_t job_lot = 100;
constexpr std::size_t node_lot = 20'000;  // rows a transaction, unless one instance has more

using instance::JobInstance;
using instance::NodeInstance;
using RunnableJobs = std::map<instance::JobInstanceId, RunnableJobPtr>;
using Generation = std::pair<catalog::EnvironmentId, catalog::GenerationNumber>;
using Scripts = std::map<std::string, VersionKey>;

// One transaction's admissions, written in sets at the end.
struct Admission {
  std::vector<JobInstance> instances;
  std::vector<NodeInstance> nodes;
  InstanceIds to_start;
  InstanceIds to_succeed;  // dry runs
};

// In plan-time order; without those that were cancelled before they could be locked.
Result<std::vector<JobInstance>> lock_waiting(Tx& tx, const InstanceIds& ids) {
  TRY_LET(locked, tx.instances().lock(ids));
  std::erase_if(locked, [](const JobInstance& job) { return job.facts.state != instance::InstanceState::waiting; });
  std::ranges::sort(locked, {}, [](const JobInstance& job) { return std::pair(job.plan_time, job.id); });
  return locked;
}

// The scripts that the instances name, each at the generation of its instance; a test run brings its own texts.
Result<std::map<Generation, Scripts>> resolve_scripts(Tx& tx, const std::vector<JobInstance>& instances,
                                                      const RunnableJobs& jobs) {
  std::map<Generation, std::set<std::string>> wanted;
  for (const auto& job : instances) {
    if (job.kind == instance::InstanceKind::test_run) continue;
    for (const auto& node : jobs.at(job.id)->nodes)
      if (node.script_name) wanted[{job.environment, job.generation}].insert(*node.script_name);
  }
  std::map<Generation, Scripts> resolved;
  for (const auto& [generation, names] : wanted) {
    TRY_LET(scripts, tx.instances().resolve_scripts(generation.first, generation.second,
                                                    std::vector<std::string>(names.begin(), names.end())));
    resolved.emplace(generation, std::move(scripts));
  }
  return resolved;
}

// Error: what stands against running this instance; it fails with the message.
Result<std::vector<NodeInstance>> prepare_nodes(const JobInstance& job, const instance::RunnableJob& runnable,
                                                const Scripts& scripts) {
  TRY(instance::check_supported(runnable.definition));
  auto nodes = instance::make_node_instances(runnable, job.id, instance::queue_class_of(job.kind));
  if (job.kind == instance::InstanceKind::test_run) return nodes;
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

Result<void> admit_instance(Admission& admission, JobInstance job, const instance::RunnableJob& runnable, const Scripts& scripts,
                            base::Instant now) {
  auto nodes = prepare_nodes(job, runnable, scripts);
  const auto event = nodes ? instance::InstanceEvent(instance::Admitted{.node_count = static_cast<std::int64_t>(nodes->size()),
                                                                        .is_dry_run = runnable.definition.is_dry_run})
                           : instance::InstanceEvent(instance::CannotRun{nodes.error().message});
  TRY_LET(step, instance::instance_transition(job.facts, event));
  job.facts = std::move(step.next);
  job.started_at = now;
  if (step.has_ended) job.ended_at = now;
  if (step.effect == instance::NodesEffect::ready_first) admission.to_start.push_back(job.id);
  if (step.effect == instance::NodesEffect::succeed_all) admission.to_succeed.push_back(job.id);
  if (nodes)
    admission.nodes.insert(admission.nodes.end(), std::make_move_iterator(nodes->begin()), std::make_move_iterator(nodes->end()));
  admission.instances.push_back(std::move(job));
  return {};
}

Result<void> write_admission(Tx& tx, const Admission& admission, base::Instant now) {
  TRY(tx.instances().insert_nodes(admission.nodes));
  if (!admission.to_start.empty()) TRY(tx.instances().ready_first_nodes(admission.to_start, now));
  if (!admission.to_succeed.empty()) TRY(tx.instances().succeed_all_nodes(admission.to_succeed, now));
  return tx.instances().update(admission.instances);
}

}  // namespace

Result<TaskProgress> AdmitInstancesTask::admit_lot(Tx& tx, const std::vector<JobKey>& candidates, base::Instant now) {
  TRY_LET(locked, tx.schedules().lock(candidates));
  TRY_LET(ids, tx.instances().list_to_admit(locked));
  TRY_LET(instances, lock_waiting(tx, ids));
  TRY_LET(jobs, jobs_.get_all(tx, instances));
  TRY_LET(scripts, resolve_scripts(tx, instances, jobs));

  Admission admission;
  for (auto& job : instances) {
    if (admission.nodes.size() >= node_lot) break;
    const auto& runnable = *jobs.at(job.id);
    const auto& scripts_of_generation = scripts[{job.environment, job.generation}];
    TRY(admit_instance(admission, std::move(job), runnable, scripts_of_generation, now));
  }
  TRY(write_admission(tx, admission, now));
  const bool is_everything =
      admission.instances.size() == instances.size() && static_cast<std::int64_t>(candidates.size()) < job_lot;
  return is_everything ? TaskProgress::done : TaskProgress::more;
}

Result<TaskProgress> AdmitInstancesTask::run_once(base::Instant now) {
  const bool is_due = hint_.take() || !looked_at_ || now < *looked_at_ || now - *looked_at_ >= look_interval;
  if (!is_due) return TaskProgress::done;
  looked_at_ = now;
  TRY_LET(candidates, context_.store.read([&](Tx& tx) { return tx.instances().list_jobs_to_admit(job_lot); }));
  if (candidates.empty()) return TaskProgress::done;  // the writer is not troubled each second
  TRY_LET(progress, context_.store.write([&](Tx& tx) { return admit_lot(tx, candidates, now); }));
  if (progress == TaskProgress::more) hint_.give();
  return progress;
}

}  // namespace slipway::app
