#include "app/engine/adopt_lost_nodes_task.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "app/ports/run/instance_repository.h"
#include "base/assert.h"
#include "base/log.h"

namespace slipway::app {
namespace {

constexpr std::int64_t lost_attempt_batch = 100;
constexpr std::chrono::milliseconds first_pause{1'000}, pause_max{60'000};

AttemptId under_next_fence(AttemptId id) {
  ++id.fence;
  return id;
}

// A clock that was set back makes no pause longer.
bool is_over(base::Instant begin, std::chrono::milliseconds pause, base::Instant now) {
  return now < begin || now >= begin + pause;
}

bool could_start(const LostAttempt& lost) {
  const auto* type = catalog::find_node_type(lost.node_type);
  return type == nullptr || type->kind == catalog::ExecutorKind::process;
}

}  // namespace

void AdoptLostNodesTask::add(Answer answer) {
  {
    const base::MutexLock lock(mutex_);
    answers_.push_back(std::move(answer));
  }
  wake_();
}

void AdoptLostNodesTask::ask(const LostAttempt& lost) {
  auto& question = questions_[lost.id];
  question.state = Question::State::asked;
  question.had_started = could_start(lost);
  auto* executor = executors_.find(lost.node_type);
  if (executor == nullptr) return add({lost.id, Recovery::gone});  // no executor of ours can have started it
  executor->recover(
      lost, [this, id = lost.id](Recovery recovery) { add({id, recovery}); },
      [this, id = lost.id](const AttemptOutcome& outcome) { add({id, outcome}); });
}

Result<void> AdoptLostNodesTask::settle_all(base::Instant now) {
  std::deque<Answer> answers;
  {
    const base::MutexLock lock(mutex_);
    answers.swap(answers_);
  }
  while (!answers.empty()) {
    if (auto settled = settle(answers.front(), now); !settled) {
      const base::MutexLock lock(mutex_);
      answers_.insert(answers_.begin(), std::make_move_iterator(answers.begin()), std::make_move_iterator(answers.end()));
      return settled;
    }
    answers.pop_front();
  }
  return {};
}

Result<void> AdoptLostNodesTask::settle(const Answer& answer, base::Instant now) {
  if (const auto* recovery = std::get_if<Recovery>(&answer.what)) return settle(answer.id, *recovery, now);
  reports_.add({under_next_fence(answer.id), std::get<AttemptOutcome>(answer.what)});
  return {};
}

Result<void> AdoptLostNodesTask::settle(const AttemptId& id, Recovery recovery, base::Instant now) {
  auto& question = questions_[id];
  switch (recovery) {
    case Recovery::gone:
      question.state = Question::State::settled;
      if (question.had_started) reports_.add({id, AttemptOutcome{.kind = instance::Outcome::lost}});
      else reports_.add({id, AttemptNotStarted{}});
      return {};
    case Recovery::reattached: question.state = Question::State::settled; return take_over(id);
    case Recovery::unknown:
      question.state = Question::State::to_be_asked_again;
      question.pause = std::clamp(question.pause * 2, first_pause, pause_max);
      question.answered_at = now;
      return {};
  }
  base::unreachable();
}

// In hand before the store says that it is ours: what it says and we know nothing of would be given back.
Result<void> AdoptLostNodesTask::take_over(const AttemptId& id) {
  const auto incarnation = incarnation_.id();
  if (!incarnation) return base::unavailable("store.unavailable", std::string(lease_lost_reason));
  reports_.begin(under_next_fence(id));
  return context_.store.write([&](Tx& tx) { return tx.instances().take_over({id}, *incarnation); });
}

Result<TaskProgress> AdoptLostNodesTask::run_once(base::Instant now) {
  if (!incarnation_.id()) return TaskProgress::done;
  TRY(settle_all(now));
  // Beyond those that were asked after: they must not keep the others waiting.
  const auto limit = lost_attempt_batch + static_cast<std::int64_t>(questions_.size());
  TRY_LET(lost, context_.store.read([&](Tx& tx) { return tx.instances().list_lost(limit); }));
  std::set<AttemptId> still_lost;
  std::int64_t asked_count = 0;
  for (const auto& attempt : lost) {
    still_lost.insert(attempt.id);
    const auto found = questions_.find(attempt.id);
    const bool is_new = found == questions_.end();
    const bool is_due = !is_new && found->second.state == Question::State::to_be_asked_again &&
                        is_over(found->second.answered_at, found->second.pause, now);
    if (!is_new && !is_due) continue;
    ask(attempt);
    ++asked_count;
  }
  std::erase_if(questions_, [&](const auto& each) {
    return each.second.state != Question::State::asked && still_lost.find(each.first) == still_lost.end();
  });
  TRY(settle_all(now));
  if (asked_count > 0) base::log_warning("lost_attempts_asked_after", {{"count", asked_count}});
  return asked_count >= lost_attempt_batch ? TaskProgress::more : TaskProgress::done;
}

std::optional<base::Instant> AdoptLostNodesTask::next_due() const {
  std::optional<base::Instant> next;
  for (const auto& [id, question] : questions_) {
    if (question.state != Question::State::to_be_asked_again) continue;
    const auto due = question.answered_at + question.pause;
    if (!next || due < *next) next = due;
  }
  return next;
}

}  // namespace slipway::app
