// The engine: the tasks that plan, admit, start, complete, stop and adopt, run by one thread that executors wake.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/current_incarnation.h"
#include "app/ports/executor_registry.h"
#include "app/run/claim_pauses.h"
#include "app/run/job_cache.h"
#include "app/tasks/admission_hint.h"
#include "app/tasks/admit_instances_task.h"
#include "app/tasks/adopt_lost_nodes_task.h"
#include "app/tasks/attempt_reports.h"
#include "app/tasks/complete_nodes_task.h"
#include "app/tasks/plan_instances_task.h"
#include "app/tasks/start_nodes_task.h"
#include "app/tasks/stop_attempts_task.h"
#include "app/tasks/task_runner.h"

namespace slipway::app {

struct EngineOptions {
  std::string server_id;  // of ServerIdentity, to find logs again
  std::map<std::string, std::string> run_as_by_project{};  // users of nodes by project id; the others: the executor's own setting
  std::chrono::milliseconds interval{1'000};
};

// start(), request_stop() and join() in any state, any number of times; wake() from any thread. The context, the
// executors and the incarnation outlive it. To end: request_stop(), join(), then the executors, then record_reports() for what it gave up.
class Engine {
 public:
  Engine(Context& context, const ExecutorRegistry& executors, ClaimPauses& pauses, const CurrentIncarnation& incarnation,
         EngineOptions options);

  void start() { runner_.start(); }
  void wake() {
    hint_.give();
    runner_.wake();
  }
  // No node is claimed any more; what runs is recorded as before.
  void stop_claiming() { start_.stop_claiming(); }
  void request_stop() { runner_.request_stop(); }
  void join() { runner_.join(); }

  // Without its thread: one lot of each task in turn, until none has more to do.
  Result<void> run_until_idle(base::Instant now);
  // Records what executors reported; nothing new is started.
  Result<void> record_reports(base::Instant now);

 private:
  std::vector<Task*> tasks();

  JobCache jobs_;
  AttemptReports reports_;
  AdmissionHint hint_;
  CompleteNodesTask complete_;
  StopAttemptsTask stop_;
  AdoptLostNodesTask adopt_;
  PlanInstancesTask plan_;
  AdmitInstancesTask admit_;
  StartNodesTask start_;
  TaskRunner runner_;
};

}  // namespace slipway::app
