// Attempts whose server died. Their executor is asked what became of each. What is gone counts as lost: tried again where its
// settings allow it, else failed with that reason, never run twice in silence. What was reattached goes on here under the next
// fence; what nobody knows is asked again, later and later.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "app/engine/attempt_reports.h"
#include "app/ports/context.h"
#include "app/ports/run/executor_registry.h"
#include "app/ports/server/current_incarnation.h"
#include "app/tasks/task.h"
#include "base/mutex.h"

namespace slipway::app {

class AdoptLostNodesTask final : public Task {
 public:
  // `wake`: an executor has answered; it may come from any thread.
  AdoptLostNodesTask(Context& context, const ExecutorRegistry& executors, AttemptReports& reports,
                     const CurrentIncarnation& incarnation, std::function<void()> wake)
      : context_(context), executors_(executors), reports_(reports), incarnation_(incarnation), wake_(std::move(wake)) {}

  std::string_view name() const override { return "adopt_lost_nodes"; }
  Result<TaskProgress> run_once(base::Instant now) override;
  std::optional<base::Instant> next_due() const override;

 private:
  // An attempt that was asked after, until it is in the list of lost ones no more.
  struct Question {
    enum class State : std::uint8_t { asked, settled, to_be_asked_again };
    State state = State::asked;
    bool had_started = true;  // else nothing ran that could have done anything
    std::chrono::milliseconds pause{0};
    base::Instant answered_at{};  // the pause begins
  };
  // What its executor said, in that order.
  struct Answer {
    AttemptId id;
    std::variant<Recovery, AttemptOutcome> what;
  };

  void ask(const LostAttempt& lost);
  void add(Answer answer);
  Result<void> settle_all(base::Instant now);
  Result<void> settle(const Answer& answer, base::Instant now);
  Result<void> settle(const AttemptId& id, Recovery recovery, base::Instant now);
  Result<void> take_over(const AttemptId& id);

  Context& context_;
  const ExecutorRegistry& executors_;
  AttemptReports& reports_;
  const CurrentIncarnation& incarnation_;
  const std::function<void()> wake_;
  std::map<AttemptId, Question> questions_;

  base::Mutex mutex_;
  std::deque<Answer> answers_ GUARDED_BY(mutex_);
};

}  // namespace slipway::app
