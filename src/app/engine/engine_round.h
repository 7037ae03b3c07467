// One round of the engine: one look, where something woke it, and one write, in which all that ended is completed, instances
// are taken over their graphs, freed places are filled and ready nodes are claimed; what was claimed is started after the
// commit. It waits for nobody: what somebody else holds is left to a later round.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/engine/attempt_reports.h"
#include "app/engine/claim_nodes.h"
#include "app/engine/instance_lot.h"
#include "app/engine/unsure_claims.h"
#include "app/ports/context.h"
#include "app/ports/current_incarnation.h"
#include "app/ports/executor_registry.h"
#include "app/run/claim_pauses.h"
#include "app/run/job_cache.h"
#include "app/tasks/task.h"

namespace slipway::app {

struct EngineRoundOptions {
  std::string server_id;                                 // whose disk has the logs
  std::map<std::string, std::string> run_as_by_project;  // users of nodes by project id
  std::chrono::milliseconds look_interval{1'000};        // without being woken
};

// One thread; wake() from any.
class EngineRound final : public Task {
 public:
  EngineRound(Context& context, JobCache& jobs, const ExecutorRegistry& executors, AttemptReports& reports, ClaimPauses& pauses,
              const CurrentIncarnation& incarnation, EngineRoundOptions options);

  std::string_view name() const override { return "engine_round"; }
  Result<TaskProgress> run_once(base::Instant now) override;
  // Of the next retry, of the end of a pause, and of what somebody else held.
  std::optional<base::Instant> next_due() const override;

  void wake() { is_woken_ = true; }
  void stop_claiming() { may_claim_ = false; }  // from any thread, for good
  // Records what executors reported, and starts nothing.
  Result<void> record_reports(base::Instant now);

 private:
  // What one write is to do.
  struct Plan {
    std::vector<AttemptReport> reports;
    std::set<ReadyQueue> ready_queues;
    std::vector<FreePlaces> places;
    bool admits = false;

    bool is_empty() const;
  };
  // What it did.
  struct Done {
    std::vector<AttemptReport> recorded;
    std::vector<AttemptReport> held_back;
    std::vector<ClaimedAttempt> claimed;
    std::set<ReadyQueue> ready_queues;                   // more may be ready than was claimed or passed
    std::map<ReadyQueue, base::Instant> ready_later;  // retries
    std::int64_t refused_count = 0;
    bool has_room = false;  // an instance ended
    bool may_admit = false;

    void note_ready(const InstanceLot& lot);
  };

  bool is_time_to_look(base::Instant now) const;
  Result<void> look(const std::string& incarnation, base::Instant now);
  std::vector<AttemptReport> take_reports();
  void keep(Done& done, base::Instant now);
  void try_again_at(base::Instant when);
  void note_ready(const ReadyQueue& queue, base::Instant ready_at, base::Instant now);
  Plan make_plan(const std::optional<std::string>& incarnation, base::Instant now);
  Result<Done> write(Tx& tx, const Plan& plan, const std::string& incarnation, base::Instant now);
  Result<void> move_instances(Tx& tx, const Plan& plan, base::Instant now, Done& done);
  Result<void> admit(Tx& tx, base::Instant now, Done& done);
  Result<void> claim(Tx& tx, const Plan& plan, const std::string& incarnation, base::Instant now, Done& done);
  Result<void> stop_attempts(const std::string& incarnation);
  Result<void> settle_unsure(const std::string& incarnation);
  Result<void> give_back_unknown(const std::string& incarnation);
  void start(ClaimedAttempt claimed);
  void start_all(std::vector<ClaimedAttempt> claimed, const std::string& incarnation);

  Context& context_;
  JobCache& jobs_;
  const ExecutorRegistry& executors_;
  AttemptReports& reports_;
  ClaimPauses& pauses_;
  const CurrentIncarnation& incarnation_;
  const EngineRoundOptions options_;

  std::atomic<bool> is_woken_{true};
  std::atomic<bool> may_claim_{true};
  std::optional<base::Instant> looked_at_;
  bool may_admit_ = false;
  std::set<ReadyQueue> ready_queues_;                            // that may have ready nodes now
  std::map<ReadyQueue, base::Instant> next_ready_;               // of nodes that are not ready before then
  std::vector<AttemptReport> held_back_;                        // their instances were held by somebody else
  std::optional<base::Instant> next_try_;                       // of those, and of kinds that are not claimed for a while
  UnsureClaims unsure_claims_;
};

}  // namespace slipway::app
