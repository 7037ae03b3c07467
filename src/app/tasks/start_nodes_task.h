// Claims ready nodes for the executor's free slots, and starts them once the claim is committed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/ports/context.h"
#include "app/ports/current_incarnation.h"
#include "app/ports/node_executor.h"
#include "app/run/job_cache.h"
#include "app/tasks/attempt_reports.h"
#include "app/tasks/task.h"

namespace slipway::app {

class StartNodesTask final : public Task {
 public:
  StartNodesTask(Context& context, JobCache& jobs, NodeExecutor& executor, AttemptReports& reports,
                 const CurrentIncarnation& incarnation, std::map<std::string, std::string> run_as_by_project)
      : context_(context),
        jobs_(jobs),
        executor_(executor),
        reports_(reports),
        incarnation_(incarnation),
        run_as_by_project_(std::move(run_as_by_project)) {}

  std::string_view name() const override { return "start_nodes"; }
  Result<TaskProgress> run_once(base::Instant now) override;
  // Of the next retry. None after a claim: what was claimed reports, and that brings another look.
  std::optional<base::Instant> next_due() const override { return next_ready_; }

 private:
  struct Claimed {
    AttemptTicket ticket;
    NodeRun run;
    bool is_dry_run = false;
    std::string refusal;  // why it cannot even be started; empty when it can
  };

  Result<std::vector<Claimed>> claim(Tx& tx, const std::string& incarnation, std::int64_t limit, base::Instant now);
  Result<void> give_back_unknown(const std::string& incarnation);
  NodeRun describe_run(const instance::NodeInstance& node, const ClaimedInstance& claimed, const catalog::Node& definition) const;
  void start(Claimed claimed);

  Context& context_;
  JobCache& jobs_;
  NodeExecutor& executor_;
  AttemptReports& reports_;
  const CurrentIncarnation& incarnation_;
  const std::map<std::string, std::string> run_as_by_project_;
  std::optional<base::Instant> next_ready_;
  bool is_unsure_ = false;  // a claim's commit may or may not have happened
};

}  // namespace slipway::app
