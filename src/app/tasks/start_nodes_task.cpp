#include "app/tasks/start_nodes_task.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "app/ports/crash_point.h"
#include "app/run/released_job.h"
#include "domain/instance/node_input.h"
#include "domain/instance/support_policy.h"

namespace slipway::app {
namespace {

constexpr std::int64_t claim_count_max = 256;

using instance::NodeInstance;
using Scripts = std::map<VersionKey, catalog::ScriptDefinition>;

InstanceIds instances_of(const std::vector<NodeInstance>& nodes) {
  std::set<instance::JobInstanceId> ids;
  for (const auto& node : nodes) ids.insert(node.instance);
  return InstanceIds(ids.begin(), ids.end());
}

Result<Scripts> load_scripts_of(Tx& tx, const std::vector<NodeInstance>& nodes) {
  std::set<VersionKey> versions;
  for (const auto& node : nodes)
    if (node.script) versions.insert({node.script, node.script_version});
  return load_scripts(tx, std::vector<VersionKey>(versions.begin(), versions.end()));
}

// Half of the places, rounded down, are production's.
FreePlaces free_places(catalog::ExecutorKind kind, const NodeExecutor& executor, std::int64_t running_tests) {
  const auto capacity = static_cast<std::int64_t>(executor.capacity());
  const auto free = std::clamp<std::int64_t>(capacity - static_cast<std::int64_t>(executor.running()), 0, claim_count_max);
  return {.kind = kind, .all = free, .tests = std::clamp<std::int64_t>(capacity - capacity / 2 - running_tests, 0, free)};
}

// A script may have come into production after the job was started, so it is looked at once more.
Result<instance::NodeInput> prepare_input(const NodeInstance& node, const catalog::Node& definition,
                                          const instance::JobInstance& job, const std::vector<catalog::JobParameter>& declared,
                                          const Scripts& scripts) {
  std::string_view text;
  if (node.script_content) text = *node.script_content;
  if (const auto script = scripts.find({node.script, node.script_version}); script != scripts.end()) {
    TRY(instance::check_script_supported(job.job_name, definition, script->second));
    text = script->second.content;
  }
  return instance::make_node_input(definition, declared, job.parameters, text);
}

}  // namespace

NodeRun StartNodesTask::describe_run(const NodeInstance& node, const ClaimedInstance& claimed,
                                     const catalog::Node& definition) const {
  NodeRun run;
  run.id = node.attempt_id();
  run.workspace_id = claimed.instance.workspace.text();
  run.node_name = node.name;
  run.environment_id = claimed.instance.environment.number;
  run.queue_class = node.queue_class;
  run.project_id = claimed.project.text();
  run.job_name = claimed.instance.job_name;
  run.plan_time = claimed.instance.plan_time;
  run.node_type = node.type;
  run.time_limit = definition.time_limit;
  run.log_bytes_max = context_.limits.log_bytes_per_node;
  if (const auto user = run_as_by_project_.find(run.project_id); user != run_as_by_project_.end()) run.run_as = user->second;
  return run;
}

Result<std::vector<StartNodesTask::Claimed>> StartNodesTask::claim(Tx& tx, const std::string& incarnation,
                                                                   const FreePlaces& places, base::Instant now) {
  std::vector<Claimed> claimed;
  TRY_LET(nodes, tx.instances().claim_ready(incarnation, places, now));
  if (nodes.empty()) return claimed;
  std::ranges::sort(nodes, {}, [](const NodeInstance& node) { return std::pair(node.instance, node.ordinal); });
  TRY_LET(rows, tx.instances().list_claimed(instances_of(nodes)));
  std::map<instance::JobInstanceId, ClaimedInstance> instances;
  std::vector<instance::JobInstance> jobs_of;
  for (auto& row : rows) {
    jobs_of.push_back(row.instance);
    instances.emplace(row.instance.id, std::move(row));
  }
  TRY_LET(jobs, jobs_.get_all(tx, jobs_of));
  TRY_LET(scripts, load_scripts_of(tx, nodes));

  claimed.reserve(nodes.size());
  for (const auto& node : nodes) {
    const auto& instance = instances.at(node.instance);
    const auto& job = *jobs.at(node.instance);
    const auto& definition = job.definition.nodes.at(static_cast<std::size_t>(node.ordinal));
    Claimed next{.run = describe_run(node, instance, definition),
                 .is_dry_run = job.nodes.at(static_cast<std::size_t>(node.ordinal)).is_dry_run,
                 .refusal = {}};
    if (next.is_dry_run) {
      claimed.push_back(std::move(next));
      continue;
    }
    auto input = prepare_input(node, definition, instance.instance, job.definition.parameters, scripts);
    if (input) {
      next.run.text = std::move(input->text);
      next.run.arguments = std::move(input->arguments);
      next.run.variables = std::move(input->variables);
    } else {
      next.refusal = input.error().message;
    }
    claimed.push_back(std::move(next));
  }
  return claimed;
}

// What the store says we run and we know nothing of was claimed by a commit whose answer was lost; it was never started.
Result<void> StartNodesTask::give_back_unknown(const std::string& incarnation) {
  TRY_LET(running, context_.store.read([&](Tx& tx) { return tx.instances().list_running(incarnation); }));
  for (const auto& id : running) {
    if (reports_.has_in_hand(id)) continue;
    reports_.begin(id);
    reports_.add({id, AttemptNotStarted{}});
  }
  is_unsure_ = false;
  return {};
}

void StartNodesTask::look_again_at(base::Instant when) {
  if (!next_look_ || when < *next_look_) next_look_ = when;
}

void StartNodesTask::start(catalog::ExecutorKind kind, NodeExecutor& executor, Claimed claimed) {
  const auto id = claimed.run.id;
  reports_.begin(id, kind, claimed.run.queue_class);
  const auto fail = [&](std::string message) {
    reports_.add({id, AttemptOutcome{.kind = instance::Outcome::failed, .message = std::move(message)}});
  };
  if (claimed.is_dry_run) return reports_.add({id, AttemptOutcome{.kind = instance::Outcome::succeeded}});
  if (!claimed.refusal.empty()) return fail(std::move(claimed.refusal));
  AttemptEvents events;
  events.on_handle = [this, id, kind](const AttemptHandle& handle) {
    pauses_.attempt_started(kind);
    reports_.add({id, handle});
  };
  events.on_finished = [this, id](const AttemptOutcome& outcome) { reports_.add({id, outcome}); };
  events.on_returned = [this, id, kind](std::string reason) {
    pauses_.attempt_returned(kind, std::move(reason), context_.clock.now());
    reports_.add({id, AttemptNotStarted{}});
  };
  const auto started = executor.start(std::move(claimed.run), std::move(events));
  if (started) return;
  const auto& code = started.error().code;
  if (code == "node.executor_full" || code == "node.executor_stopping") reports_.add({id, AttemptNotStarted{}});
  else fail(started.error().message);
}

Result<TaskProgress> StartNodesTask::run_once(base::Instant now) {
  next_look_.reset();
  const auto incarnation = incarnation_.id();
  if (!incarnation) return TaskProgress::done;
  if (is_unsure_) TRY(give_back_unknown(*incarnation));
  auto progress = TaskProgress::done;
  if (!may_claim_) return progress;
  for (const auto& [kind, executor] : executors_.all()) {
    if (const auto pause = pauses_.find(kind, now)) {
      look_again_at(pause->end());
      continue;
    }
    const auto places = free_places(kind, *executor, reports_.count_tests(kind));
    if (places.all == 0) continue;
    TRY_LET(filled, fill(*executor, places, *incarnation, now));
    if (filled == TaskProgress::more) progress = filled;
  }
  return progress;
}

Result<TaskProgress> StartNodesTask::fill(NodeExecutor& executor, FreePlaces places, const std::string& incarnation,
                                          base::Instant now) {
  TRY_LET(first_ready, context_.store.read([&](Tx& tx) { return tx.instances().find_first_ready(places); }));
  if (!first_ready || *first_ready > now) {  // the writer is not troubled for nothing
    if (first_ready) look_again_at(*first_ready);
    return TaskProgress::done;
  }

  auto claimed = context_.store.write([&](Tx& tx) { return claim(tx, incarnation, places, now); });
  if (!claimed) {
    is_unsure_ = claimed.error().code == "store.outcome_unknown";
    return std::move(claimed).error();
  }
  const auto count = static_cast<std::int64_t>(claimed->size());
  if (count > 0) crash_point(CrashPoint::nodes_claimed);
  for (auto& next : *claimed) {
    start(places.kind, executor, std::move(next));
    crash_point(CrashPoint::node_started);
  }
  // The lease may have been lost since the claim, and what ran then was killed before these were started.
  if (incarnation_.id() != incarnation) executor.kill_all(std::string(lease_lost_reason));
  return count == places.all ? TaskProgress::more : TaskProgress::done;
}

}  // namespace slipway::app
