// The instances that one transaction of the engine moves: read in sets, walked in memory, written in sets. What somebody else
// holds just now is left out; nothing waits for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/engine/round/claim_nodes.h"
#include "app/engine/run_news.h"
#include "app/jobs/job_cache.h"
#include "app/ports/run/instance_repository.h"
#include "app/ports/store.h"
#include "base/instant.h"
#include "base/result.h"
#include "domain/instance/instance_walk.h"

namespace slipway::app {

// Each once, in order.
InstanceIds instances_of(const std::set<NodeKey>& nodes);

// For the transaction's thread, and no longer than it.
class InstanceBatch {
 public:
  InstanceBatch(Tx& tx, base::Instant now) : tx_(tx), now_(now) {}

  // Locks the instances of these nodes and reads all rows that may change when they end. `incarnation`: who may start nodes of them;
  // empty: nobody.
  Result<void> load(JobCache& jobs, const std::set<NodeKey>& nodes, const std::string& incarnation = {});
  bool holds(instance::JobInstanceId id) const { return entries_.find(id) != entries_.end(); }

  // False: a result with an old fence, or of a node that does not run any more.
  Result<bool> end_attempt(const instance::AttemptEnd& end);
  // The ready nodes of loaded instances that need no executor.
  Result<void> pass_ready();
  // Nodes of production that this batch made ready run from now on: as many as have places, and nothing that was ready before waits
  // for these. Empty where the lease has ended.
  Result<std::vector<StartedNode>> start_ready(const FreePlaces& places);
  // A waiting instance that this transaction has locked, with all its nodes. A test run's have rows already.
  Result<void> admit(instance::JobInstance job, RunnableJobPtr runnable, std::vector<instance::NodeInstance> nodes);
  // One that cannot run: it fails with the reason.
  Result<void> refuse(instance::JobInstance job, RunnableJobPtr runnable, const std::string& reason);

  // Jobs whose rows this transaction has locked.
  void add_locked_jobs(const std::vector<JobKey>& jobs) { locked_jobs_.insert(jobs.begin(), jobs.end()); }
  // Once, at the end. An instance that ended, and whose job somebody else holds just now, is left out: it is not held any more.
  Result<void> write();

  std::size_t new_node_count() const { return new_node_count_; }
  std::int64_t ended_count() const;
  RunNews news() const;
  struct ReadyNodes {
    bool is_now = false;
    std::optional<base::Instant> later{};  // the first retry
  };
  // The nodes that this batch made ready.
  std::map<ReadyQueue, ReadyNodes> ready_nodes() const;

 private:
  struct Entry {
    RunnableJobPtr job;  // the walk is over it
    instance::InstanceWalk walk;
    instance::InstanceState was = instance::InstanceState::waiting;
    bool has_new_nodes = false;
    catalog::ProjectId project{};  // of what was loaded
  };

  static JobKey key_of(const Entry& entry) { return {entry.walk.instance().environment, entry.walk.instance().job}; }
  Result<void> leave_out_held_jobs();
  Result<void> write_nodes();
  Result<void> skip_unstarted();
  Result<void> write_instances();

  Tx& tx_;
  const base::Instant now_;
  std::map<instance::JobInstanceId, Entry> entries_;
  std::set<JobKey> locked_jobs_;
  std::string claimant_;  // empty: nothing is started
  std::vector<instance::AttemptEnd> ends_;
  std::size_t new_node_count_ = 0;
};

}  // namespace slipway::app
