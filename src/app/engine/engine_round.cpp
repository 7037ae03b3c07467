#include "app/engine/engine_round.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <utility>

#include "app/ports/server/crash_point.h"
#include "base/log.h"

namespace slipway::app {
namespace {

constexpr std::size_t report_count_max = 1'000;
constexpr std::int64_t claim_count_max = 256;
constexpr std::chrono::milliseconds held_pause{20};
constexpr std::chrono::milliseconds unsure_pause{1'000};

using catalog::ExecutorKind;

// Half of the places, rounded down, are production's.
FreePlaces free_places(ExecutorKind kind, const NodeExecutor& executor, std::int64_t running_tests) {
  const auto capacity = static_cast<std::int64_t>(executor.capacity());
  const auto free = std::clamp<std::int64_t>(capacity - static_cast<std::int64_t>(executor.running()), 0, claim_count_max);
  return {.kind = kind, .all = free, .tests = std::clamp<std::int64_t>(capacity - capacity / 2 - running_tests, 0, free)};
}

std::set<NodeKey> nodes_of(const std::vector<ClaimedAttempt>& claimed) {
  std::set<NodeKey> nodes;
  for (const auto& next : claimed) nodes.insert(node_of(next.run.id));
  return nodes;
}

}  // namespace

EngineRound::EngineRound(Context& context, JobCache& jobs, const ExecutorRegistry& executors, AttemptReports& reports,
                         ClaimPauses& pauses, const CurrentIncarnation& incarnation, RunHistory& history,
                         const EngineRoundOptions& options)
    : context_(context),
      executors_(executors),
      reports_(reports),
      pauses_(pauses),
      incarnation_(incarnation),
      history_(history),
      look_interval_(options.look_interval),
      handle_pause_(options.handle_pause),
      claims_beside_from_(options.claims_beside_from),
      round_write_(context, jobs, options.write),
      starter_(context.clock, executors, reports, pauses, incarnation),
      set_aside_(context, jobs, reports, history, options.write.server_id) {}

Result<TaskProgress> EngineRound::run_once(base::Instant now) {
  now_ = now;
  next_try_.reset();
  claimant_ = incarnation_.id().value_or("");
  if (!claimant_.empty()) {
    if (!unsure_claims_.empty()) TRY(settle_unsure());
    if (is_time_to_look()) TRY(look());
    TRY_LET(has_taken_back, set_aside_.try_due(now));
    if (has_taken_back) TRY(look());
  }
  auto plan = make_plan();
  const bool has_other_work = !plan.is_empty();
  TRY(take_reports(plan));
  if (!has_other_work && may_wait(plan.reports)) reports_.put_back(std::exchange(plan.reports, {}));
  if (plan.is_empty()) return TaskProgress::done;

  handles_wait_since_.reset();
  crash_point(CrashPoint::round_begun);
  const bool is_batch_full = plan.reports.size() >= report_count_max;
  may_have_left_ready_ = false;
  ran_in_parts_ = false;
  TRY(carry_out(plan));
  if (ran_in_parts_) return TaskProgress::more;  // what one part made ready may be for another
  const bool can_pass = has_kind(ready_queues_, ExecutorKind::none);
  const bool can_claim = may_have_left_ready_ && !ready_queues_.empty();
  return may_admit_ || can_pass || (is_batch_full && held_back_.empty()) || can_claim ? TaskProgress::more : TaskProgress::done;
}

std::optional<base::Instant> EngineRound::next_due() const {
  auto next = next_try_;
  const auto heed = [&next](base::Instant when) {
    if (!next || when < *next) next = when;
  };
  for (const auto& [queue, ready_at] : next_ready_) heed(ready_at);
  if (const auto trial = set_aside_.next_try()) heed(*trial);
  return next;
}

Result<void> EngineRound::record_reports(base::Instant now) {
  now_ = now;
  claimant_.clear();
  while (!reports_.empty() || !held_back_.empty()) {
    RoundPlan plan;
    TRY(take_reports(plan));
    const auto count = plan.reports.size();
    TRY(carry_out(plan));
    if (count > 0 && held_back_.size() == count)
      return base::unavailable("store.unavailable", "somebody else holds the instances of attempts that ended");
  }
  return {};
}

Result<void> EngineRound::carry_out(RoundPlan& plan) {
  if (claims_beside_from_ > 0 && plan.reports.size() >= claims_beside_from_)
    if (auto claims = plan.take_claims()) return carry_out_beside(plan, *claims);
  Suspects suspects;
  return conclude(plan, try_write(plan, suspects));
}

// Where much has ended and much waits, neither write waits for the statements and the flush of the other. They touch different nodes, as two
// servers do. What the claim found of its queues is kept first, since the other may have made more ready.
Result<void> EngineRound::carry_out_beside(RoundPlan& plan, RoundPlan& claims) {
  // Deferred, that is afterwards, where there is no thread to be had.
  auto beside = std::async(std::launch::async | std::launch::deferred, [this, &claims] {
    Suspects suspects;
    return try_write(claims, suspects);
  });
  Suspects suspects;
  auto written = try_write(plan, suspects);
  auto claimed = conclude(claims, beside.get());
  may_have_left_ready_ = true;
  TRY(conclude(plan, std::move(written)));
  return claimed;
}

// From the engine's thread and one beside it: touches nothing that the round changes.
EngineRound::Written EngineRound::try_write(const RoundPlan& plan, Suspects& suspects) {
  std::set<NodeKey> claimed;
  auto done = context_.store.write([&](Tx& tx) -> Result<RoundDone> {
    suspects.clear();
    TRY_LET(written, round_write_.run(tx, plan, claimant_, now_, suspects));
    claimed = nodes_of(written.claimed);
    return std::move(written);
  });
  return {std::move(done), std::move(claimed)};
}

// Whole, or where that failed in parts. What is not recorded is put back.
Result<void> EngineRound::conclude(RoundPlan& plan, Written written) {
  note_unsure(written);
  if (written.done) {
    set_aside_.forget_time_outs();
    keep(plan, *std::move(written.done));
    return {};
  }
  Result<void> result = std::move(written.done).error();
  if (may_be_of_a_row(result.error())) {
    base::log_failure("round_runs_in_parts", result.error());
    result = RoundParts(*this).run(plan);
    ran_in_parts_ = true;
  }
  reports_.put_back(std::move(plan.reports));
  return result;
}

void EngineRound::note_unsure(const Written& written) {
  if (!written.done && written.done.error().code == "store.outcome_unknown") unsure_claims_.add(written.claimed);
}

Result<RoundDone> EngineRound::write(const RoundPlan& plan, Suspects& suspects) {
  auto written = try_write(plan, suspects);
  note_unsure(written);
  return std::move(written.done);
}

void EngineRound::keep(const RoundPlan& plan, RoundDone done) {
  crash_point(CrashPoint::round_written);
  if (done.refused_count > 0) base::log_warning("attempt_results_refused", {{"count", done.refused_count}});
  history_.add(done.news);
  reports_.forget(done.recorded);
  held_back_.insert(held_back_.end(), done.held_back.begin(), done.held_back.end());
  if (!held_back_.empty()) {
    is_woken_ = true;  // somebody may have set them aside, which a look tells
    try_again_at(now_ + held_pause);
  }
  may_admit_ = done.has_admitted ? done.may_admit : may_admit_ || done.has_room;
  for (const auto& queue : plan.ready_queues) ready_queues_.erase(queue);
  ready_queues_.insert(done.ready_queues.begin(), done.ready_queues.end());
  for (const auto& [queue, ready_at] : done.ready_later) note_ready(queue, ready_at);
  if (done.claimed.empty()) return;
  may_have_left_ready_ = true;
  starter_.start_all(std::move(done.claimed), claimant_);
}

Result<bool> EngineRound::set_aside(instance::JobInstanceId id, const std::vector<AttemptReport>& reports,
                                    const base::Error& error) {
  is_woken_ = true;  // it leaves room to others of its job
  return set_aside_.add(id, reports, error, now_);
}

Result<void> EngineRound::take_reports(RoundPlan& plan) {
  plan.reports = std::exchange(held_back_, {});
  auto taken = reports_.take(report_count_max);
  plan.reports.insert(plan.reports.end(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
  auto kept = set_aside_.keep_reports(plan.reports, now_);
  if (!kept) reports_.put_back(std::exchange(plan.reports, {}));
  return kept;
}

// Handles alone, for a while: a node that ends soon is written once.
bool EngineRound::may_wait(const std::vector<AttemptReport>& reports) {
  if (reports.empty() || std::ranges::any_of(reports, &AttemptReport::is_end)) return false;
  const auto now = context_.clock.since_boot();
  if (!handles_wait_since_) handles_wait_since_ = now;
  const auto left = *handles_wait_since_ + handle_pause_ - now;
  if (left.count() <= 0) return false;
  try_again_at(now_ + left);
  return true;
}

void EngineRound::try_again_at(base::Instant when) {
  if (!next_try_ || when < *next_try_) next_try_ = when;
}

// Never for long without a look: a clock that was set back counts as time that passed.
bool EngineRound::is_time_to_look() const {
  return is_woken_ || !looked_at_ || now_ < *looked_at_ || now_ - *looked_at_ >= look_interval_;
}

// At a start the clock may have been anywhere before.
Result<void> EngineRound::heed_clock() {
  if (looked_at_ && now_ >= *looked_at_) return {};
  return context_.store.write([&](Tx& tx) { return tx.instances().make_ahead_ready(now_); });
}

Result<void> EngineRound::look() {
  TRY(heed_clock());
  is_woken_ = false;
  const auto work = context_.store.read([&](Tx& tx) { return tx.instances().look_for_work(claimant_, now_); });
  if (!work) {
    is_woken_ = true;
    return work.error();
  }
  looked_at_ = now_;
  may_admit_ = may_admit_ || work->may_admit;
  next_ready_.clear();
  for (const auto& [queue, ready_at] : work->first_ready) note_ready(queue, ready_at);
  TRY(set_aside_.look(*work));
  if (work->has_stops) TRY(stop_attempts());
  if (static_cast<std::size_t>(work->running_count) != reports_.in_hand_count()) TRY(give_back_unknown());
  return {};
}

void EngineRound::note_ready(const ReadyQueue& queue, base::Instant ready_at) {
  if (ready_at <= now_) {
    ready_queues_.insert(queue);
    return;
  }
  const auto [found, is_new] = next_ready_.emplace(queue, ready_at);
  if (!is_new) found->second = std::min(found->second, ready_at);
}

RoundPlan EngineRound::make_plan() {
  RoundPlan plan;
  if (claimant_.empty()) return plan;
  for (const auto& [queue, ready_at] : std::exchange(next_ready_, {})) note_ready(queue, ready_at);
  plan.admits = may_admit_;
  plan.ready_queues = ready_queues_;
  if (!may_claim_) return plan;
  for (const auto& [kind, executor] : executors_.all()) {
    if (const auto pause = pauses_.find(kind, now_)) {
      try_again_at(pause->end());
      continue;
    }
    const auto places = free_places(kind, *executor, reports_.count_tests(kind));
    if (places.all > 0) plan.places.push_back(places);
  }
  return plan;
}

Result<void> EngineRound::stop_attempts() {
  TRY_LET(attempts, context_.store.read([&](Tx& tx) { return tx.instances().list_attempts_to_stop(claimant_); }));
  for (const auto& id : attempts) executors_.stop(id);
  return {};
}

Result<void> EngineRound::settle_unsure() {
  TRY_LET(some_are_decided, unsure_claims_.settle(context_.store));
  if (some_are_decided) TRY(give_back_unknown());
  if (!unsure_claims_.empty()) try_again_at(context_.clock.now() + unsure_pause);
  return {};
}

// What the store says we run and we have not in hand was claimed by a commit whose answer was lost; it was never started.
Result<void> EngineRound::give_back_unknown() {
  TRY_LET(running, context_.store.read([&](Tx& tx) { return tx.instances().list_running(claimant_); }));
  for (const auto& id : running) {
    if (reports_.has_in_hand(id)) continue;
    reports_.begin(id);
    reports_.add({id, AttemptNotStarted{}});
  }
  return {};
}

}  // namespace slipway::app
