#include "app/engine/engine_round.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "app/engine/admit_instances.h"
#include "app/ports/crash_point.h"
#include "base/log.h"

namespace slipway::app {
namespace {

constexpr std::size_t report_count_max = 1'000;
constexpr std::int64_t claim_count_max = 256;
constexpr std::int64_t passed_count_max = 1'000;
constexpr std::chrono::milliseconds held_pause{20};
constexpr std::chrono::milliseconds unsure_pause{1'000};

using catalog::ExecutorKind;
using instance::QueueClass;

instance::AttemptEnd to_attempt_end(const AttemptReport& report, const std::string& server_id) {
  instance::AttemptEnd end{.id = report.id};
  if (const auto* outcome = std::get_if<AttemptOutcome>(&report.what)) {
    end.outcome = *outcome;
    if (!outcome->log_path.empty()) end.log_host = server_id;
  }
  return end;
}

std::vector<HandleRecord> handles_of(const std::vector<AttemptReport>& reports, const std::string& server_id) {
  std::vector<HandleRecord> handles;
  for (const auto& report : reports)
    if (const auto* handle = std::get_if<AttemptHandle>(&report.what)) handles.push_back({report.id, *handle, server_id});
  return handles;
}

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

bool has_kind(const std::set<ReadyQueue>& queues, ExecutorKind kind) {
  return std::ranges::any_of(queues, [kind](const ReadyQueue& queue) { return queue.first == kind; });
}

bool has_claimable(const std::set<ReadyQueue>& queues, const FreePlaces& free) {
  return (free.all > 0 && queues.find({free.kind, QueueClass::production}) != queues.end()) ||
         (free.tests > 0 && queues.find({free.kind, QueueClass::test}) != queues.end());
}

// A claim that left places free has taken all that was ready, of test runs all that they may have.
void erase_emptied(std::set<ReadyQueue>& queues, const FreePlaces& free, const std::vector<ClaimedAttempt>& claimed) {
  const auto is_test = [](const ClaimedAttempt& next) { return next.run.queue_class == QueueClass::test; };
  if (std::ssize(claimed) == free.all) return;
  queues.erase({free.kind, QueueClass::production});
  if (std::ranges::count_if(claimed, is_test) < free.tests) queues.erase({free.kind, QueueClass::test});
}

}  // namespace

EngineRound::EngineRound(Context& context, JobCache& jobs, const ExecutorRegistry& executors, AttemptReports& reports,
                         ClaimPauses& pauses, const CurrentIncarnation& incarnation, EngineRoundOptions options)
    : context_(context),
      jobs_(jobs),
      executors_(executors),
      reports_(reports),
      pauses_(pauses),
      incarnation_(incarnation),
      options_(std::move(options)) {}

Result<TaskProgress> EngineRound::run_once(base::Instant now) {
  next_try_.reset();
  const auto incarnation = incarnation_.id();
  if (incarnation && !unsure_claims_.empty()) TRY(settle_unsure(*incarnation));
  if (incarnation && is_time_to_look(now)) TRY(look(*incarnation, now));
  auto plan = make_plan(incarnation, now);
  if (plan.is_empty()) return TaskProgress::done;

  crash_point(CrashPoint::round_begun);
  std::set<NodeKey> claimed;
  auto done = context_.store.write([&](Tx& tx) -> Result<Done> {
    TRY_LET(written, write(tx, plan, incarnation.value_or(""), now));
    claimed = nodes_of(written.claimed);
    return std::move(written);
  });
  if (!done) {
    reports_.put_back(std::move(plan.reports));
    if (done.error().code == "store.outcome_unknown") unsure_claims_.add(claimed);
    return std::move(done).error();
  }
  crash_point(CrashPoint::round_written);
  if (done->refused_count > 0) base::log_warning("attempt_results_refused", {{"count", done->refused_count}});
  may_admit_ = done->may_admit;
  ready_queues_ = done->ready_queues;
  for (const auto& [queue, ready_at] : done->ready_later) note_ready(queue, ready_at, now);
  const bool is_lot_full = plan.reports.size() >= report_count_max && done->held_back.empty();
  keep(*done, now);

  const bool is_claim_full = !done->claimed.empty() && !ready_queues_.empty();
  start_all(std::move(done->claimed), incarnation.value_or(""));
  const bool can_pass = has_kind(ready_queues_, ExecutorKind::none);
  return may_admit_ || can_pass || is_lot_full || is_claim_full ? TaskProgress::more : TaskProgress::done;
}

std::optional<base::Instant> EngineRound::next_due() const {
  auto next = next_try_;
  for (const auto& [queue, ready_at] : next_ready_)
    if (!next || ready_at < *next) next = ready_at;
  return next;
}

Result<void> EngineRound::record_reports(base::Instant now) {
  while (!reports_.empty() || !held_back_.empty()) {
    Plan plan;
    plan.reports = take_reports();
    auto done = context_.store.write([&](Tx& tx) { return write(tx, plan, "", now); });
    if (!done) {
      reports_.put_back(std::move(plan.reports));
      return std::move(done).error();
    }
    const bool is_stuck = done->recorded.empty();
    keep(*done, now);
    if (is_stuck) return base::unavailable("store.unavailable", "somebody else holds the instances of attempts that ended");
  }
  return {};
}

std::vector<AttemptReport> EngineRound::take_reports() {
  auto reports = std::exchange(held_back_, {});
  auto taken = reports_.take(report_count_max);
  reports.insert(reports.end(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
  return reports;
}

void EngineRound::try_again_at(base::Instant when) {
  if (!next_try_ || when < *next_try_) next_try_ = when;
}

void EngineRound::keep(Done& done, base::Instant now) {
  reports_.forget(done.recorded);
  held_back_ = std::move(done.held_back);
  if (!held_back_.empty()) try_again_at(now + held_pause);
}

// Never for long without a look: a clock that was set back counts as time that passed.
bool EngineRound::is_time_to_look(base::Instant now) const {
  return is_woken_ || !looked_at_ || now < *looked_at_ || now - *looked_at_ >= options_.look_interval;
}

Result<void> EngineRound::look(const std::string& incarnation, base::Instant now) {
  is_woken_ = false;
  const auto work = context_.store.read([&](Tx& tx) { return tx.instances().look_for_work(incarnation); });
  if (!work) {
    is_woken_ = true;
    return work.error();
  }
  looked_at_ = now;
  may_admit_ = may_admit_ || work->may_admit;
  next_ready_.clear();
  for (const auto& [queue, ready_at] : work->first_ready) note_ready(queue, ready_at, now);
  if (work->has_stops) TRY(stop_attempts(incarnation));
  if (static_cast<std::size_t>(work->running_count) != reports_.in_hand_count()) TRY(give_back_unknown(incarnation));
  return {};
}

void EngineRound::note_ready(const ReadyQueue& queue, base::Instant ready_at, base::Instant now) {
  if (ready_at <= now) {
    ready_queues_.insert(queue);
    return;
  }
  const auto [found, is_new] = next_ready_.emplace(queue, ready_at);
  if (!is_new) found->second = std::min(found->second, ready_at);
}

EngineRound::Plan EngineRound::make_plan(const std::optional<std::string>& incarnation, base::Instant now) {
  Plan plan;
  plan.reports = take_reports();
  if (!incarnation) return plan;
  for (const auto& [queue, ready_at] : std::exchange(next_ready_, {})) note_ready(queue, ready_at, now);
  plan.admits = may_admit_;
  plan.ready_queues = ready_queues_;
  if (!may_claim_) return plan;
  for (const auto& [kind, executor] : executors_.all()) {
    if (const auto pause = pauses_.find(kind, now)) {
      try_again_at(pause->end());
      continue;
    }
    const auto places = free_places(kind, *executor, reports_.count_tests(kind));
    if (places.all > 0) plan.places.push_back(places);
  }
  return plan;
}

// Ready nodes whose places are all taken are no work.
bool EngineRound::Plan::is_empty() const {
  const bool can_claim =
      std::ranges::any_of(places, [this](const FreePlaces& free) { return has_claimable(ready_queues, free); });
  return reports.empty() && !admits && !can_claim && !has_kind(ready_queues, ExecutorKind::none);
}

Result<EngineRound::Done> EngineRound::write(Tx& tx, const Plan& plan, const std::string& incarnation, base::Instant now) {
  Done done;
  TRY(tx.instances().record_handles(handles_of(plan.reports, options_.server_id)));
  TRY(move_instances(tx, plan, now, done));
  if (incarnation.empty()) return done;
  if (plan.admits || done.has_room) TRY(admit(tx, now, done));
  TRY(claim(tx, plan, incarnation, now, done));
  return done;
}

Result<void> EngineRound::move_instances(Tx& tx, const Plan& plan, base::Instant now, Done& done) {
  std::set<NodeKey> nodes;
  for (const auto& report : plan.reports)
    if (report.is_end()) nodes.insert(node_of(report.id));
  done.ready_queues = plan.ready_queues;
  if (has_kind(plan.ready_queues, ExecutorKind::none)) {
    TRY_LET(passable, tx.instances().list_passable(passed_count_max));
    nodes.insert(passable.begin(), passable.end());
    if (static_cast<std::int64_t>(passable.size()) < passed_count_max)
      std::erase_if(done.ready_queues, [](const ReadyQueue& queue) { return queue.first == ExecutorKind::none; });
  }

  InstanceLot lot(tx, now);
  TRY(lot.load(jobs_, nodes));
  for (const auto& report : plan.reports) {
    if (!report.is_end() || !lot.holds(report.id.instance)) continue;
    TRY_LET(is_current, lot.end_attempt(to_attempt_end(report, options_.server_id)));
    if (!is_current) ++done.refused_count;
  }
  TRY(lot.pass_ready());
  TRY(lot.write());
  done.has_room = lot.ended_count() > 0;
  done.note_ready(lot);
  for (const auto& report : plan.reports)
    (report.is_end() && !lot.holds(report.id.instance) ? done.held_back : done.recorded).push_back(report);
  return {};
}

// After what ended is counted, which makes room for others of its job.
Result<void> EngineRound::admit(Tx& tx, base::Instant now, Done& done) {
  InstanceLot lot(tx, now);
  TRY_LET(has_more, admit_instances(context_, tx, jobs_, lot));
  TRY(lot.write());
  done.may_admit = has_more;
  done.note_ready(lot);
  return {};
}

void EngineRound::Done::note_ready(const InstanceLot& lot) {
  for (const auto& [queue, ready] : lot.ready_nodes()) {
    if (ready.is_now) ready_queues.insert(queue);
    if (!ready.later) continue;
    const auto [found, is_new] = ready_later.emplace(queue, *ready.later);
    if (!is_new) found->second = std::min(found->second, *ready.later);
  }
}

Result<void> EngineRound::claim(Tx& tx, const Plan& plan, const std::string& incarnation, base::Instant now, Done& done) {
  const ClaimOptions options{.incarnation = incarnation,
                             .log_bytes_per_node = context_.limits.log_bytes_per_node,
                             .run_as_by_project = options_.run_as_by_project};
  for (const auto& places : plan.places) {
    if (!has_claimable(done.ready_queues, places)) continue;
    TRY_LET(claimed, claim_nodes(tx, jobs_, options, places, now));
    erase_emptied(done.ready_queues, places, claimed);
    done.claimed.insert(done.claimed.end(), std::make_move_iterator(claimed.begin()), std::make_move_iterator(claimed.end()));
  }
  return {};
}

Result<void> EngineRound::stop_attempts(const std::string& incarnation) {
  TRY_LET(attempts, context_.store.read([&](Tx& tx) { return tx.instances().list_attempts_to_stop(incarnation); }));
  for (const auto& id : attempts) executors_.stop(id);
  return {};
}

Result<void> EngineRound::settle_unsure(const std::string& incarnation) {
  TRY_LET(some_are_decided, unsure_claims_.settle(context_.store));
  if (some_are_decided) TRY(give_back_unknown(incarnation));
  if (!unsure_claims_.empty()) try_again_at(context_.clock.now() + unsure_pause);
  return {};
}

// What the store says we run and we have not in hand was claimed by a commit whose answer was lost; it was never started.
Result<void> EngineRound::give_back_unknown(const std::string& incarnation) {
  TRY_LET(running, context_.store.read([&](Tx& tx) { return tx.instances().list_running(incarnation); }));
  for (const auto& id : running) {
    if (reports_.has_in_hand(id)) continue;
    reports_.begin(id);
    reports_.add({id, AttemptNotStarted{}});
  }
  return {};
}

void EngineRound::start_all(std::vector<ClaimedAttempt> claimed, const std::string& incarnation) {
  for (const auto& next : claimed) reports_.begin(next.run.id, next.kind, next.run.queue_class);
  for (auto& next : claimed) {
    start(std::move(next));
    crash_point(CrashPoint::node_started);
  }
  // The lease may have been lost since the claim, and what ran then was killed before these were started.
  if (!claimed.empty() && incarnation_.id() != incarnation) executors_.kill_all(std::string(lease_lost_reason));
}

void EngineRound::start(ClaimedAttempt claimed) {
  const auto id = claimed.run.id;
  const auto fail = [&](std::string message) {
    reports_.add({id, AttemptOutcome{.kind = instance::Outcome::failed, .message = std::move(message)}});
  };
  if (!claimed.refusal.empty()) return fail(std::move(claimed.refusal));
  auto* const executor = executors_.find(claimed.run.node_type);
  if (executor == nullptr) return fail("no executor of this server runs nodes of the type " + claimed.run.node_type);
  AttemptEvents events;
  events.on_handle = [this, id, kind = claimed.kind](const AttemptHandle& handle) {
    pauses_.attempt_started(kind);
    reports_.add({id, handle});
  };
  events.on_finished = [this, id](const AttemptOutcome& outcome) { reports_.add({id, outcome}); };
  events.on_returned = [this, id, kind = claimed.kind](std::string reason) {
    pauses_.attempt_returned(kind, std::move(reason), context_.clock.now());
    reports_.add({id, AttemptNotStarted{}});
  };
  const auto started = executor->start(std::move(claimed.run), std::move(events));
  if (started) return;
  const auto& code = started.error().code;
  if (code == "node.executor_full" || code == "node.executor_stopping") reports_.add({id, AttemptNotStarted{}});
  else fail(started.error().message);
}

}  // namespace slipway::app
