#include "app/engine/round/instance_batch.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace slipway::app {
namespace {

// Nodes that need no executor and may end with one transaction, of each instance.
constexpr std::size_t passed_nodes_max = 1'000;

using instance::InstanceWalk;
using instance::JobInstance;
using instance::JobInstanceId;
using instance::NodeInstance;
using Positions = std::vector<std::size_t>;

std::map<JobInstanceId, Positions> positions_of(const std::set<NodeKey>& nodes) {
  std::map<JobInstanceId, Positions> positions;
  for (const auto& node : nodes) positions[node.instance].push_back(static_cast<std::size_t>(node.ordinal));
  return positions;
}

instance::NodeEvent to_event(const instance::AttemptEnd& end) {
  if (!end.outcome) return instance::AttemptReturned{};
  return instance::AttemptEnded{end.outcome->kind, end.outcome->message};
}

}  // namespace

InstanceIds instances_of(const std::set<NodeKey>& nodes) {
  InstanceIds ids;
  for (const auto& node : nodes)
    if (ids.empty() || ids.back() != node.instance) ids.push_back(node.instance);
  return ids;
}

Result<void> InstanceBatch::load(JobCache& jobs, const std::set<NodeKey>& nodes, const std::string& incarnation) {
  if (nodes.empty()) return {};
  TRY_LET(found, tx_.instances().lock_to_move(instances_of(nodes), incarnation));
  if (found.may_claim) claimant_ = incarnation;
  std::vector<JobInstance> locked;
  std::vector<catalog::ProjectId> projects;
  for (auto& [job, project] : found.rows) {
    locked.push_back(std::move(job));
    projects.push_back(std::move(project));
  }
  TRY_LET(runnable, jobs.get_all(tx_, locked));
  const auto positions = positions_of(nodes);
  std::vector<NodeKey> wanted;
  for (const auto& job : locked)
    for (const auto position : instance::nodes_ahead(*runnable.at(job.id), positions.at(job.id), passed_nodes_max))
      wanted.push_back({job.id, static_cast<std::int64_t>(position)});
  TRY_LET(rows, tx_.instances().list_nodes(wanted));
  std::map<JobInstanceId, std::vector<NodeInstance>> rows_of;
  for (auto& row : rows) rows_of[row.instance].push_back(std::move(row));
  for (std::size_t i = 0; i < locked.size(); ++i) {
    auto& job = locked[i];
    const auto id = job.id;
    const auto was = job.facts.state;
    auto definition = runnable.at(id);
    InstanceWalk walk(*definition, std::move(job), std::move(rows_of[id]));
    entries_.emplace(id,
                     Entry{.job = std::move(definition), .walk = std::move(walk), .was = was, .project = std::move(projects[i])});
  }
  return {};
}

Result<bool> InstanceBatch::end_attempt(const instance::AttemptEnd& end) {
  auto& walk = entries_.at(end.id.instance).walk;
  const auto position = static_cast<std::size_t>(end.id.ordinal);
  const auto* node = walk.find(position);
  if (node == nullptr || node->attempt_id() != end.id || node->facts.state != instance::NodeState::running) return false;
  auto recorded = end;
  if (!recorded.outcome || recorded.outcome->log_path.empty()) {
    recorded.log_server = node->log_server;
    if (recorded.outcome) recorded.outcome->log_path = node->log_path;
  }
  TRY(walk.apply_attempt(position, to_event(end), now_));
  walk.keep_log(position, recorded.outcome ? recorded.log_server : "", recorded.outcome ? recorded.outcome->log_path : "");
  ends_.push_back(std::move(recorded));
  return true;
}

Result<void> InstanceBatch::pass_ready() {
  for (auto& [id, entry] : entries_) TRY(entry.walk.pass_ready(now_));
  return {};
}

// A test run's node needs its text, which was not read.
Result<std::vector<StartedNode>> InstanceBatch::start_ready(const FreePlaces& places) {
  std::vector<StartedNode> started;
  if (claimant_.empty()) return started;
  for (auto& [id, entry] : entries_) {
    if (entry.walk.instance().kind == instance::InstanceKind::test_run) continue;
    for (const auto position : entry.walk.startable(places.kind, now_)) {
      if (std::ssize(started) >= places.all) return started;
      TRY_LET(node, entry.walk.start(position, claimant_, now_));
      started.push_back(
          {.node = std::move(node), .instance = &entry.walk.instance(), .project = entry.project, .job = entry.job});
    }
  }
  return started;
}

Result<void> InstanceBatch::admit(JobInstance job, RunnableJobPtr runnable, std::vector<NodeInstance> nodes) {
  const auto id = job.id;
  const bool has_new_nodes = job.kind != instance::InstanceKind::test_run;
  new_node_count_ += nodes.size();
  InstanceWalk walk(*runnable, std::move(job), std::move(nodes));
  TRY(walk.admit(now_));
  entries_.emplace(id, Entry{.job = std::move(runnable), .walk = std::move(walk), .has_new_nodes = has_new_nodes});
  return {};
}

Result<void> InstanceBatch::refuse(JobInstance job, RunnableJobPtr runnable, const std::string& reason) {
  const auto id = job.id;
  InstanceWalk walk(*runnable, std::move(job), {});
  TRY(walk.refuse(reason, now_));
  entries_.emplace(id, Entry{.job = std::move(runnable), .walk = std::move(walk)});
  return {};
}

Result<void> InstanceBatch::write() {
  TRY(leave_out_held_jobs());
  TRY(tx_.instances().end_attempts(ends_, now_));
  TRY(write_nodes());
  TRY(skip_unstarted());
  return write_instances();
}

std::int64_t InstanceBatch::ended_count() const {
  return std::ranges::count_if(entries_, [](const auto& each) { return each.second.walk.has_ended(); });
}

RunNews InstanceBatch::news() const {
  using instance::InstanceState;
  RunNews news;
  for (const auto& end : ends_)
    if (end.outcome) ++news.totals.attempts_ended[end.outcome->kind];
  for (const auto& [id, entry] : entries_) {
    const auto& run = entry.walk.instance();
    if (entry.was == InstanceState::waiting && run.kind == instance::InstanceKind::scheduled) {
      ++news.totals.scheduled_begun;
      news.totals.lateness += std::max(now_ - run.plan_time, std::chrono::microseconds{0});
    }
    if (!entry.walk.has_ended()) continue;
    ++news.totals.runs_ended[run.facts.state];
    if (run.facts.state == InstanceState::fail && run.kind != instance::InstanceKind::test_run) news.failed.push_back(run);
  }
  return news;
}

std::map<ReadyQueue, InstanceBatch::ReadyNodes> InstanceBatch::ready_nodes() const {
  std::map<ReadyQueue, ReadyNodes> by_queue;
  for (const auto& [id, entry] : entries_) {
    for (const auto& node : entry.walk.changed_nodes()) {
      if (!node.facts.ready_at || entry.walk.skips_unstarted()) continue;
      auto& ready = by_queue[{node.kind, node.queue_class}];
      if (*node.facts.ready_at <= now_) ready.is_now = true;
      else if (!ready.later || *node.facts.ready_at < *ready.later) ready.later = node.facts.ready_at;
    }
  }
  return by_queue;
}

// An end is counted in the row of its job, and who holds that row may wait for one of these instances.
Result<void> InstanceBatch::leave_out_held_jobs() {
  // One whose nodes are still to be skipped in the store ends with that.
  const auto may_end = [](const Entry& entry) { return entry.walk.has_ended() || entry.walk.skips_unstarted(); };
  std::set<JobKey> wanted;
  for (const auto& [id, entry] : entries_)
    if (may_end(entry) && locked_jobs_.find(key_of(entry)) == locked_jobs_.end()) wanted.insert(key_of(entry));
  if (wanted.empty()) return {};
  TRY_LET(locked, tx_.schedules().lock({wanted.begin(), wanted.end()}));
  for (const auto& key : locked) wanted.erase(key);
  const auto is_held = [&](const Entry& entry) { return may_end(entry) && wanted.find(key_of(entry)) != wanted.end(); };
  std::erase_if(entries_, [&](const auto& each) { return is_held(each.second); });
  std::erase_if(ends_, [&](const instance::AttemptEnd& end) { return !holds(end.id.instance); });
  return {};
}

Result<void> InstanceBatch::write_nodes() {
  std::vector<NodeInstance> made;
  std::vector<NodeInstance> changed;
  for (const auto& [id, entry] : entries_) {
    auto nodes = entry.has_new_nodes ? entry.walk.nodes() : entry.walk.changed_nodes();
    auto& target = entry.has_new_nodes ? made : changed;
    target.insert(target.end(), std::make_move_iterator(nodes.begin()), std::make_move_iterator(nodes.end()));
  }
  TRY(tx_.instances().insert_nodes(made));
  return tx_.instances().update_nodes(changed, now_);
}

// After the nodes that the walk knows: what it has made ready is skipped too.
Result<void> InstanceBatch::skip_unstarted() {
  InstanceIds failed;
  for (const auto& [id, entry] : entries_)
    if (entry.walk.skips_unstarted()) failed.push_back(id);
  if (failed.empty()) return {};
  TRY_LET(counts, tx_.instances().skip_unstarted(failed, now_));
  for (const auto& [id, count] : counts) TRY(entries_.at(id).walk.count_skipped(count, now_));
  return {};
}

Result<void> InstanceBatch::write_instances() {
  std::vector<InstanceChange> changed;
  for (const auto& [id, entry] : entries_)
    if (entry.walk.instance_changed()) changed.push_back({entry.walk.instance(), entry.was});
  return tx_.instances().update(changed);
}

}  // namespace slipway::app
