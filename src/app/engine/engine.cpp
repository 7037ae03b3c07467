#include "app/engine/engine.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace slipway::app {

Engine::Engine(Context& context, const ExecutorRegistry& executors, ClaimPauses& pauses, const CurrentIncarnation& incarnation,
               EngineOptions options)
    : round_(context, jobs_, executors, reports_, pauses, incarnation, history_,
             {.write = {.server_id = std::move(options.server_id), .run_as_by_project = std::move(options.run_as_by_project)},
              .look_interval = options.interval,
              .handle_pause = options.handle_pause,
              .claims_beside_from = options.claims_beside_from}),
      plan_(context, jobs_, [this] { wake_round(); }),
      adopt_(context, executors, reports_, incarnation, [this] { recovery_.wake(); }),
      rounds_({.name = "engine", .interval = options.interval}, context.clock, {&round_}),
      planner_({.name = "planner", .interval = options.interval}, context.clock, {&plan_}),
      recovery_({.name = "recovery", .interval = options.interval}, context.clock, {&adopt_}) {
  reports_.on_report([this] { rounds_.wake(); });
}

void Engine::start() {
  round_.wake();
  rounds_.start();
  planner_.start();
  recovery_.start();
}

void Engine::wake() {
  wake_round();
  planner_.wake();
}

void Engine::wake_round() {
  round_.wake();
  rounds_.wake();
}

void Engine::request_stop() {
  planner_.request_stop();
  recovery_.request_stop();
  rounds_.request_stop();
}

void Engine::join() {
  planner_.join();
  recovery_.join();
  rounds_.join();
}

std::vector<TaskHealth> Engine::task_health() {
  std::vector<TaskHealth> all;
  for (auto* runner : {&rounds_, &planner_, &recovery_}) std::ranges::move(runner->health(), std::back_inserter(all));
  return all;
}

Result<void> Engine::run_until_idle(base::Instant now) {
  round_.wake();
  for (bool has_more = true; has_more;) {
    has_more = false;
    for (Task* task : {static_cast<Task*>(&plan_), static_cast<Task*>(&adopt_), static_cast<Task*>(&round_)}) {
      TRY_LET(progress, task->run_once(now));
      has_more = has_more || progress == TaskProgress::more;
    }
    has_more = has_more || (!reports_.empty() && !round_.waits_with_handles());
  }
  return {};
}

}  // namespace slipway::app
