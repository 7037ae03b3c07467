// The engine: rounds that move instances, on a thread that executors and use cases wake; beside it, on threads and in transactions
// of their own, what plans instances and what recovers the attempts of dead servers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/engine/adopt_lost_nodes_task.h"
#include "app/engine/attempt_reports.h"
#include "app/engine/engine_round.h"
#include "app/engine/plan_instances_task.h"
#include "app/jobs/claim_pauses.h"
#include "app/jobs/job_cache.h"
#include "app/ports/context.h"
#include "app/ports/run/executor_registry.h"
#include "app/ports/server/current_incarnation.h"
#include "app/tasks/task_runner.h"

namespace slipway::app {

struct EngineOptions {
  std::string server_id;  // of ServerIdentity, to find logs again
  std::map<std::string, std::string> run_as_by_project{};  // users of nodes by project id; the others: the executor's own setting
  std::chrono::milliseconds interval{1'000};
  std::chrono::milliseconds handle_pause{20};  // this and the next as in EngineRoundOptions
  std::size_t claims_beside_from = 0;  // where the store has one writer there is nothing to be had by it
};

// start(), request_stop() and join() in any state, any number of times; wake() from any thread. The context, the
// executors and the incarnation outlive it. To end: request_stop(), join(), then the executors, then record_reports() for what it gave up.
class Engine {
 public:
  Engine(Context& context, const ExecutorRegistry& executors, ClaimPauses& pauses, const CurrentIncarnation& incarnation,
         EngineOptions options);

  void start();
  // An instance was made or stopped, or a job's next plan time has changed.
  void wake();
  // No node is claimed any more; what runs is recorded as before.
  void stop_claiming() { round_.stop_claiming(); }
  void request_stop();
  void join();
  // Since the start.
  RunTotals totals() { return history_.totals(); }
  // Of the tasks of all its threads.
  std::vector<TaskHealth> task_health();

  // Without its threads: one batch of each in turn, until none has more to do.
  Result<void> run_until_idle(base::Instant now);
  // Records what executors reported; nothing new is started.
  Result<void> record_reports(base::Instant now) { return round_.record_reports(now); }

 private:
  void wake_round();

  JobCache jobs_;
  RunHistory history_;
  AttemptReports reports_;
  EngineRound round_;
  PlanInstancesTask plan_;
  AdoptLostNodesTask adopt_;
  TaskRunner rounds_;
  TaskRunner planner_;
  TaskRunner recovery_;
};

}  // namespace slipway::app
