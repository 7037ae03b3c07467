// What one transaction of the engine does: what ended is completed, instances are taken over their graphs, freed places are
// filled and ready nodes are claimed. What it is to do comes in a plan, so that a part of it can be done alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/engine/attempt_reports.h"
#include "app/engine/round/claim_nodes.h"
#include "app/engine/round/instance_batch.h"
#include "app/jobs/job_cache.h"
#include "app/ports/context.h"

namespace slipway::app {

struct RoundPlan {
  std::vector<AttemptReport> reports;
  std::set<ReadyQueue> ready_queues;  // that may have ready nodes
  std::vector<FreePlaces> places;
  std::int64_t passed_max = 1'000;  // ready nodes that need no executor
  bool admits = false;
  std::int64_t admitted_jobs_max = 256;                 // 0: nor is room filled that an end made
  std::optional<std::int64_t> admitted_max_of_job = {};  // else as many as it has room for

  // Ready nodes whose places are all taken are no work.
  bool is_empty() const;
  // What claims waiting nodes only is taken out into a plan of its own; none where nothing of the kind is to be done.
  std::optional<RoundPlan> take_claims();
};

struct RoundDone {
  std::vector<AttemptReport> recorded;
  std::vector<AttemptReport> held_back;  // somebody else holds their instances
  std::vector<ClaimedAttempt> claimed;
  std::set<ReadyQueue> ready_queues;                // more may be ready than was claimed or passed
  std::map<ReadyQueue, base::Instant> ready_later;  // retries
  RunNews news;
  std::int64_t refused_count = 0;
  bool has_room = false;  // an instance ended
  bool has_admitted = false;
  bool may_admit = false;  // more than was admitted

  void note_ready(const InstanceBatch& batch);
};

struct RoundOptions {
  std::string server_id;                                 // whose disk has the logs
  std::map<std::string, std::string> run_as_by_project;  // users of nodes by project id
};

// The runs that a transaction has in its hands: where it fails, one of them is to blame. What it wrote may fail as late as its commit.
using Suspects = std::set<instance::JobInstanceId>;

bool has_kind(const std::set<ReadyQueue>& queues, catalog::ExecutorKind kind);
std::vector<HandleRecord> handles_of(const std::vector<AttemptReport>& reports, const std::string& server_id);
instance::AttemptEnd to_attempt_end(const AttemptReport& report, const std::string& server_id);

// For the engine's thread, and one beside it that claims only.
class RoundWrite {
 public:
  RoundWrite(const Context& context, JobCache& jobs, RoundOptions options)
      : context_(context), jobs_(jobs), options_(std::move(options)) {}

  // Without an incarnation nothing is admitted or claimed.
  Result<RoundDone> run(Tx& tx, const RoundPlan& plan, const std::string& incarnation, base::Instant now,
                        Suspects& suspects) const;

 private:
  ClaimOptions claim_options(const std::string& incarnation) const;
  Result<void> move_instances(Tx& tx, const RoundPlan& plan, const std::string& incarnation, base::Instant now,
                              Suspects& suspects, RoundDone& done) const;
  Result<void> hand_over(Tx& tx, InstanceBatch& batch, const RoundPlan& plan, const std::string& incarnation,
                         RoundDone& done) const;
  Result<void> admit(Tx& tx, const RoundPlan& plan, base::Instant now, Suspects& suspects, RoundDone& done) const;
  Result<void> claim(Tx& tx, const RoundPlan& plan, const std::string& incarnation, base::Instant now, Suspects& suspects,
                     RoundDone& done) const;

  const Context& context_;
  JobCache& jobs_;
  const RoundOptions options_;
};

}  // namespace slipway::app
