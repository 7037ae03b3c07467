#include "app/tasks/engine.h"

#include <utility>

namespace slipway::app {

Engine::Engine(Context& context, const ExecutorRegistry& executors, ClaimPauses& pauses, const CurrentIncarnation& incarnation,
               EngineOptions options)
    : complete_(context, jobs_, reports_, hint_, options.server_id),
      stop_(context, executors, incarnation),
      adopt_(context, executors, reports_, incarnation),
      plan_(context, jobs_, hint_),
      admit_(context, jobs_, hint_),
      start_(context, jobs_, executors, reports_, pauses, incarnation, std::move(options.run_as_by_project)),
      runner_({.name = "engine", .interval = options.interval}, context.clock, tasks()) {
  reports_.on_report([this] { runner_.wake(); });
}

// What ended makes room and successors, so one round takes an instance as far as it can go.
std::vector<Task*> Engine::tasks() { return {&complete_, &stop_, &adopt_, &plan_, &admit_, &start_}; }

Result<void> Engine::run_until_idle(base::Instant now) {
  hint_.give();
  for (bool has_more = true; has_more;) {
    has_more = false;
    for (auto* task : tasks()) {
      TRY_LET(progress, task->run_once(now));
      has_more = has_more || progress == TaskProgress::more;
    }
    has_more = has_more || !reports_.empty();
  }
  return {};
}

Result<void> Engine::record_reports(base::Instant now) {
  while (!reports_.empty()) TRY(complete_.run_once(now));
  return {};
}

}  // namespace slipway::app
