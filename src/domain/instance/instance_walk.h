// Moves one instance over its graph in memory, as far as it goes without an executor: what ended lets its successors go, a
// node that needs no executor ends as soon as it is ready, and so on, until every branch stands before a node that has to be
// started or waited for. Pure; the engine reads the rows that `nodes_ahead` names and writes those that changed in one
// transaction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "domain/instance/job_instance.h"
#include "domain/instance/runnable_job.h"

namespace slipway::instance {

// The positions whose rows are needed when these nodes end: themselves, their successors, and what lies behind those that
// need no executor. At most `count_max` more are looked for; a node behind which not all is known is not passed.
std::vector<std::size_t> nodes_ahead(const RunnableJob& job, const std::vector<std::size_t>& ending, std::size_t count_max);

// For one thread; the job outlives it.
class InstanceWalk {
 public:
  // The rows that are known, each once; a row that is not there stays as it is.
  InstanceWalk(const RunnableJob& job, JobInstance instance, std::vector<NodeInstance> nodes);

  const JobInstance& instance() const { return instance_; }
  const NodeInstance* find(std::size_t position) const;

  // A waiting instance begins with all its nodes known. Those without predecessors become ready, or end at once.
  Result<void> admit(base::Instant now);
  // A waiting instance that cannot run fails with the reason.
  Result<void> refuse(const std::string& reason, base::Instant now);
  // An attempt ended or was given back. The node is known and runs. Error: instance.wrong_state.
  Result<void> apply_attempt(std::size_t position, const NodeEvent& event, base::Instant now);
  // Ready nodes that need no executor: those that an earlier walk left because not all behind them was known.
  Result<void> pass_ready(base::Instant now);
  // Nodes of this kind that this walk made ready and that may start now: nobody else knows of them yet.
  std::vector<std::size_t> startable(catalog::ExecutorKind kind, base::Instant now) const;
  // One of those runs from now on, as its next attempt under the next fence.
  Result<NodeInstance> start(std::size_t position, const std::string& incarnation, base::Instant now);
  // So many nodes that are not known here were ended in the store, because `skips_unstarted`.
  Result<void> count_skipped(std::int64_t count, base::Instant now);

  // Where the log of a node's last attempt lies.
  void keep_log(std::size_t position, const std::string& server, const std::string& path);

  // The instance failed with this walk: what has not started, known here or not, is to be skipped.
  bool skips_unstarted() const { return skips_unstarted_; }
  bool instance_changed() const { return instance_changed_; }
  bool has_ended() const { return has_ended_; }
  // By position; ended nodes have ended_at, those that passed started_at too.
  std::vector<NodeInstance> nodes() const;
  std::vector<NodeInstance> changed_nodes() const;

 private:
  bool goes_on() const { return !instance_.facts.has_failed && !instance_.facts.is_stop_requested; }
  bool may_pass(std::size_t position) const;
  Result<NodeStep> step(std::size_t position, const NodeEvent& event, base::Instant now);
  Result<void> let_successors_go(std::size_t position, base::Instant now);
  Result<void> pass(std::size_t position, base::Instant now);
  Result<void> pass_all(base::Instant now);
  Result<void> apply(const InstanceEvent& event, base::Instant now);

  const RunnableJob& job_;
  JobInstance instance_;
  std::map<std::size_t, NodeInstance> nodes_;
  std::set<std::size_t> changed_;
  std::set<std::size_t> passable_;  // ready, need no executor, and all behind them is known
  bool skips_unstarted_ = false;
  bool instance_changed_ = false;
  bool has_ended_ = false;
};

}  // namespace slipway::instance
