#include "app/engine/round/round_write.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "app/engine/round/admit_instances.h"

namespace slipway::app {
namespace {

using catalog::ExecutorKind;
using instance::QueueClass;

bool has_claimable(const std::set<ReadyQueue>& queues, const FreePlaces& free) {
  return (free.all > 0 && queues.find({free.kind, QueueClass::production}) != queues.end()) ||
         (free.tests > 0 && queues.find({free.kind, QueueClass::test}) != queues.end());
}

// A claim that left places free has taken all that was ready, of test runs all that they may have.
void erase_emptied(std::set<ReadyQueue>& queues, const FreePlaces& free, const std::vector<ClaimedAttempt>& claimed) {
  if (std::ssize(claimed) == free.all) return;
  queues.erase({free.kind, QueueClass::production});
  if (std::ranges::count_if(claimed, &ClaimedAttempt::is_test) < free.tests) queues.erase({free.kind, QueueClass::test});
}

std::int64_t count_of(const std::vector<ClaimedAttempt>& claimed, ExecutorKind kind) {
  return std::ranges::count(claimed, kind, &ClaimedAttempt::kind);
}

}  // namespace

bool has_kind(const std::set<ReadyQueue>& queues, ExecutorKind kind) {
  return std::ranges::any_of(queues, [kind](const ReadyQueue& queue) { return queue.first == kind; });
}

std::vector<HandleRecord> handles_of(const std::vector<AttemptReport>& reports, const std::string& server_id) {
  std::vector<HandleRecord> handles;
  for (const auto& report : reports)
    if (const auto* handle = std::get_if<AttemptHandle>(&report.what)) handles.push_back({report.id, *handle, server_id});
  return handles;
}

instance::AttemptEnd to_attempt_end(const AttemptReport& report, const std::string& server_id) {
  instance::AttemptEnd end{.id = report.id};
  if (const auto* outcome = std::get_if<AttemptOutcome>(&report.what)) {
    end.outcome = *outcome;
    if (!outcome->log_path.empty()) end.log_server = server_id;
  }
  return end;
}

bool RoundPlan::is_empty() const {
  const bool can_claim =
      std::ranges::any_of(places, [this](const FreePlaces& free) { return has_claimable(ready_queues, free); });
  return reports.empty() && !admits && !can_claim && !has_kind(ready_queues, ExecutorKind::none);
}

std::optional<RoundPlan> RoundPlan::take_claims() {
  RoundPlan claims;
  claims.admitted_jobs_max = 0;
  claims.places = places;
  for (const auto& queue : ready_queues)
    if (queue.first != ExecutorKind::none) claims.ready_queues.insert(queue);
  if (claims.is_empty()) return std::nullopt;
  places.clear();
  for (const auto& queue : claims.ready_queues) ready_queues.erase(queue);
  return claims;
}

void RoundDone::note_ready(const InstanceBatch& batch) {
  for (const auto& [queue, ready] : batch.ready_nodes()) {
    if (ready.is_now) ready_queues.insert(queue);
    if (!ready.later) continue;
    const auto [found, is_new] = ready_later.emplace(queue, *ready.later);
    if (!is_new) found->second = std::min(found->second, *ready.later);
  }
}

Result<RoundDone> RoundWrite::run(Tx& tx, const RoundPlan& plan, const std::string& incarnation, base::Instant now,
                                  Suspects& suspects) const {
  RoundDone done;
  for (const auto& report : plan.reports) suspects.insert(report.id.instance);
  TRY(tx.instances().record_handles(handles_of(plan.reports, options_.server_id)));
  TRY(move_instances(tx, plan, incarnation, now, suspects, done));
  if (incarnation.empty()) return done;
  if (plan.admits || (done.has_room && plan.admitted_jobs_max > 0)) TRY(admit(tx, plan, now, suspects, done));
  TRY(claim(tx, plan, incarnation, now, suspects, done));
  return done;
}

ClaimOptions RoundWrite::claim_options(const std::string& incarnation) const {
  return {.incarnation = incarnation,
          .log_bytes_per_node = context_.limits.log_bytes_per_node,
          .run_as_by_project = options_.run_as_by_project};
}

Result<void> RoundWrite::move_instances(Tx& tx, const RoundPlan& plan, const std::string& incarnation, base::Instant now,
                                        Suspects& suspects, RoundDone& done) const {
  std::set<NodeKey> nodes;
  for (const auto& report : plan.reports)
    if (report.is_end()) nodes.insert(node_of(report.id));
  done.ready_queues = plan.ready_queues;
  if (has_kind(plan.ready_queues, ExecutorKind::none)) {
    TRY_LET(passable, tx.instances().list_passable(plan.passed_max));
    nodes.insert(passable.begin(), passable.end());
    if (static_cast<std::int64_t>(passable.size()) < plan.passed_max)
      std::erase_if(done.ready_queues, [](const ReadyQueue& queue) { return queue.first == ExecutorKind::none; });
  }
  for (const auto& node : nodes) suspects.insert(node.instance);

  InstanceBatch batch(tx, now);
  TRY(batch.load(jobs_, nodes, incarnation));
  for (const auto& report : plan.reports) {
    if (!report.is_end() || !batch.holds(report.id.instance)) continue;
    TRY_LET(is_current, batch.end_attempt(to_attempt_end(report, options_.server_id)));
    if (!is_current) ++done.refused_count;
  }
  TRY(batch.pass_ready());
  TRY(hand_over(tx, batch, plan, incarnation, done));
  TRY(batch.write());
  done.news.add(batch.news());
  done.has_room = batch.ended_count() > 0;
  done.note_ready(batch);
  for (const auto& report : plan.reports)
    (report.is_end() && !batch.holds(report.id.instance) ? done.held_back : done.recorded).push_back(report);
  return {};
}

// What this round makes ready is claimed with the same write, unless something that was ready before waits for the place.
Result<void> RoundWrite::hand_over(Tx& tx, InstanceBatch& batch, const RoundPlan& plan, const std::string& incarnation,
                                   RoundDone& done) const {
  for (const auto& places : plan.places) {
    if (has_claimable(plan.ready_queues, places)) continue;
    TRY_LET(started, batch.start_ready(places));
    if (started.empty()) continue;
    TRY_LET(attempts, make_attempts(tx, claim_options(incarnation), places.kind, started));
    done.claimed.insert(done.claimed.end(), std::make_move_iterator(attempts.begin()), std::make_move_iterator(attempts.end()));
  }
  return {};
}

// After what ended is counted, which makes room for others of its job.
Result<void> RoundWrite::admit(Tx& tx, const RoundPlan& plan, base::Instant now, Suspects& suspects, RoundDone& done) const {
  InstanceBatch batch(tx, now);
  TRY_LET(has_more, admit_instances(context_, tx, jobs_, batch, {plan.admitted_jobs_max, plan.admitted_max_of_job}, suspects));
  TRY(batch.write());
  done.news.add(batch.news());
  done.has_admitted = true;
  done.may_admit = has_more;
  done.note_ready(batch);
  return {};
}

Result<void> RoundWrite::claim(Tx& tx, const RoundPlan& plan, const std::string& incarnation, base::Instant now,
                               Suspects& suspects, RoundDone& done) const {
  for (auto places : plan.places) {
    places.all -= count_of(done.claimed, places.kind);
    places.tests = std::min(places.tests, places.all);
    if (!has_claimable(done.ready_queues, places)) continue;
    TRY_LET(claimed, claim_nodes(tx, jobs_, claim_options(incarnation), places, now, suspects));
    erase_emptied(done.ready_queues, places, claimed);
    done.claimed.insert(done.claimed.end(), std::make_move_iterator(claimed.begin()), std::make_move_iterator(claimed.end()));
  }
  return {};
}

}  // namespace slipway::app
