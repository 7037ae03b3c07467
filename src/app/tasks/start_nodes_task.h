// Claims ready nodes for the free places of each executor, and starts them once the claim is committed.
#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/current_incarnation.h"
#include "app/ports/executor_registry.h"
#include "app/run/claim_pauses.h"
#include "app/run/job_cache.h"
#include "app/tasks/attempt_reports.h"
#include "app/tasks/task.h"

namespace slipway::app {

class StartNodesTask final : public Task {
 public:
  StartNodesTask(Context& context, JobCache& jobs, const ExecutorRegistry& executors, AttemptReports& reports,
                 ClaimPauses& pauses, const CurrentIncarnation& incarnation, std::map<std::string, std::string> run_as_by_project)
      : context_(context),
        jobs_(jobs),
        executors_(executors),
        reports_(reports),
        pauses_(pauses),
        incarnation_(incarnation),
        run_as_by_project_(std::move(run_as_by_project)) {}

  void stop_claiming() { may_claim_ = false; }  // from any thread, for good

  std::string_view name() const override { return "start_nodes"; }
  Result<TaskProgress> run_once(base::Instant now) override;
  // Of the next retry, or the end of a pause. None after a claim: what was claimed reports, and that brings another look.
  std::optional<base::Instant> next_due() const override { return next_look_; }

 private:
  struct Claimed {
    NodeRun run;
    bool is_dry_run = false;
    std::string refusal;  // why it cannot even be started; empty when it can
  };

  Result<TaskProgress> fill(NodeExecutor& executor, FreePlaces places, const std::string& incarnation, base::Instant now);
  Result<std::vector<Claimed>> claim(Tx& tx, const std::string& incarnation, const FreePlaces& places, base::Instant now);
  Result<void> give_back_unknown(const std::string& incarnation);
  NodeRun describe_run(const instance::NodeInstance& node, const ClaimedInstance& claimed, const catalog::Node& definition) const;
  void start(catalog::ExecutorKind kind, NodeExecutor& executor, Claimed claimed);
  void look_again_at(base::Instant when);

  Context& context_;
  JobCache& jobs_;
  const ExecutorRegistry& executors_;
  AttemptReports& reports_;
  ClaimPauses& pauses_;
  const CurrentIncarnation& incarnation_;
  const std::map<std::string, std::string> run_as_by_project_;
  std::atomic<bool> may_claim_{true};
  std::optional<base::Instant> next_look_;
  bool is_unsure_ = false;  // a claim's commit may or may not have happened
};

}  // namespace slipway::app
