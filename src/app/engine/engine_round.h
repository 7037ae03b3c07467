// One round of the engine: one look, where something woke it, and one write, in which all that ended is completed, instances
// are taken over their graphs, freed places are filled and ready nodes are claimed; what was claimed is started after the
// commit. Where much has ended and much waits, the claims may be a write of their own beside the other. It waits for nobody: what
// somebody else holds is left to a later round. A round that fails runs again in parts.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/engine/attempt_reports.h"
#include "app/engine/attempt_starter.h"
#include "app/engine/round/round_parts.h"
#include "app/engine/round/round_write.h"
#include "app/engine/round/unsure_claims.h"
#include "app/engine/set_aside_runs.h"
#include "app/jobs/claim_pauses.h"
#include "app/jobs/job_cache.h"
#include "app/ports/context.h"
#include "app/ports/run/executor_registry.h"
#include "app/ports/server/current_incarnation.h"
#include "app/tasks/task.h"

namespace slipway::app {

struct EngineRoundOptions {
  RoundOptions write;
  std::chrono::milliseconds look_interval{1'000};  // without being woken
  std::chrono::milliseconds handle_pause{0};  // that handles alone wait: what ends within it needs no write of its own
  // Reports of a round from which its claims are a write of their own at the same time; 0: never.
  std::size_t claims_beside_from = 0;
};

// One thread; wake() from any.
class EngineRound final : public Task, private RoundParts::Owner {
 public:
  EngineRound(Context& context, JobCache& jobs, const ExecutorRegistry& executors, AttemptReports& reports, ClaimPauses& pauses,
              const CurrentIncarnation& incarnation, RunHistory& history, const EngineRoundOptions& options);

  std::string_view name() const override { return "engine_round"; }
  Result<TaskProgress> run_once(base::Instant now) override;
  // Of the next retry, of the end of a pause, and of what somebody else held.
  std::optional<base::Instant> next_due() const override;

  void wake() { is_woken_ = true; }
  void stop_claiming() { may_claim_ = false; }  // from any thread, for good
  // What executors reported are handles only, which wait.
  bool waits_with_handles() const { return handles_wait_since_.has_value(); }
  // Records what executors reported, and starts nothing.
  Result<void> record_reports(base::Instant now);

 private:
  // RoundParts::Owner
  Result<RoundDone> write(const RoundPlan& plan, Suspects& suspects) override;
  void keep(const RoundPlan& plan, RoundDone done) override;
  Result<bool> set_aside(instance::JobInstanceId id, const std::vector<AttemptReport>& reports,
                         const base::Error& error) override;

  // A transaction and what it had claimed when its commit began.
  struct Written {
    Result<RoundDone> done;
    std::set<NodeKey> claimed;
  };

  bool is_time_to_look() const;
  Result<void> heed_clock();
  Result<void> look();
  Result<void> take_reports(RoundPlan& plan);
  bool may_wait(const std::vector<AttemptReport>& reports);
  RoundPlan make_plan();
  Result<void> carry_out(RoundPlan& plan);
  Result<void> carry_out_beside(RoundPlan& plan, RoundPlan& claims);
  Written try_write(const RoundPlan& plan, Suspects& suspects);
  Result<void> conclude(RoundPlan& plan, Written written);
  void note_unsure(const Written& written);
  void try_again_at(base::Instant when);
  void note_ready(const ReadyQueue& queue, base::Instant ready_at);
  Result<void> stop_attempts();
  Result<void> settle_unsure();
  Result<void> give_back_unknown();

  Context& context_;
  const ExecutorRegistry& executors_;
  AttemptReports& reports_;
  ClaimPauses& pauses_;
  const CurrentIncarnation& incarnation_;
  RunHistory& history_;
  const std::chrono::milliseconds look_interval_;
  const std::chrono::milliseconds handle_pause_;
  const std::size_t claims_beside_from_;
  const RoundWrite round_write_;
  AttemptStarter starter_;
  SetAsideRuns set_aside_;

  std::atomic<bool> is_woken_{true};
  std::atomic<bool> may_claim_{true};
  std::optional<base::Instant> looked_at_;
  bool may_admit_ = false;
  std::set<ReadyQueue> ready_queues_;  // that may have ready nodes now
  std::map<ReadyQueue, base::Instant> next_ready_;  // of nodes that are not ready before then
  std::optional<std::chrono::microseconds> handles_wait_since_;  // by since_boot
  std::vector<AttemptReport> held_back_;  // their instances were held by somebody else
  std::optional<base::Instant> next_try_;  // of those, and of kinds that are not claimed for a while
  UnsureClaims unsure_claims_;

  // Of the round in hand.
  base::Instant now_{};
  std::string claimant_;  // our incarnation; empty: nothing is admitted or claimed
  bool may_have_left_ready_ = false;  // it claimed as many as had places, or beside what made others ready
  bool ran_in_parts_ = false;
};

}  // namespace slipway::app
