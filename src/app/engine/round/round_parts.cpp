#include "app/engine/round/round_parts.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "app/tasks/time_outs.h"

namespace slipway::app {
namespace {

using catalog::ExecutorKind;

std::set<ReadyQueue> queues_of(const std::set<ReadyQueue>& queues, ExecutorKind kind) {
  std::set<ReadyQueue> chosen;
  std::ranges::copy_if(queues, std::inserter(chosen, chosen.end()),
                       [kind](const ReadyQueue& queue) { return queue.first == kind; });
  return chosen;
}

RoundPlan plan_of_reports(std::vector<AttemptReport> reports) {
  RoundPlan plan;
  plan.reports = std::move(reports);
  plan.admitted_jobs_max = 0;
  return plan;
}

}  // namespace

Result<void> RoundParts::run(RoundPlan& plan) {
  Result<void> first_error;
  // What one part cannot do holds up no other, but where the store itself is at fault.
  const auto note = [&](Result<void> part) -> Result<void> {
    if (part) return {};
    if (!may_be_of_a_row(part.error())) return part;
    if (first_error) first_error = std::move(part);
    return {};
  };
  TRY(note(record(plan.reports)));
  if (const auto passable = queues_of(plan.ready_queues, ExecutorKind::none); !passable.empty()) {
    const auto pass = [&](std::int64_t size) {
      RoundPlan part;
      part.ready_queues = passable;
      part.passed_max = size;
      part.admitted_jobs_max = 0;
      return part;
    };
    TRY(note(
        halve(plan.passed_max, pass, [](const RoundDone& done) { return has_kind(done.ready_queues, ExecutorKind::none); })));
  }
  const auto admit = [](std::int64_t size) {
    RoundPlan part;
    part.admits = true;
    part.admitted_jobs_max = size;
    if (size == 1) part.admitted_max_of_job = 1;
    return part;
  };
  if (plan.admits) TRY(note(halve(plan.admitted_jobs_max, admit, [](const RoundDone& done) { return done.may_admit; })));
  for (const auto& places : plan.places) {
    const auto claimable = queues_of(plan.ready_queues, places.kind);
    if (claimable.empty()) continue;
    auto tests = places.tests;
    const auto claim = [&](std::int64_t size) {
      RoundPlan part;
      part.ready_queues = claimable;
      part.places = {{.kind = places.kind, .all = size, .tests = std::min(size, tests)}};
      return part;
    };
    const auto has_more = [&](const RoundDone& done) {
      tests -= std::ranges::count_if(done.claimed, &ClaimedAttempt::is_test);
      return has_kind(done.ready_queues, places.kind);
    };
    TRY(note(halve(places.all, claim, has_more)));
  }
  return first_error;
}

Result<void> RoundParts::record(std::vector<AttemptReport>& reports) {
  std::map<instance::JobInstanceId, std::vector<AttemptReport>> by_run;
  for (auto& report : reports) by_run[report.id.instance].push_back(std::move(report));
  reports.clear();
  const auto take = [&](std::size_t count) {
    std::vector<AttemptReport> taken;
    for (auto run = by_run.begin(); run != by_run.end() && count > 0; ++run, --count)
      taken.insert(taken.end(), run->second.begin(), run->second.end());
    return taken;
  };

  Result<void> result;
  std::vector<AttemptReport> not_yet;
  auto size = by_run.size();
  while (!by_run.empty()) {
    size = std::min(size, by_run.size());
    Suspects suspects;
    const auto part = plan_of_reports(take(size));
    auto done = owner_.write(part, suspects);
    if (!done && !may_be_of_a_row(done.error())) {
      result = std::move(done).error();
      break;
    }
    if (!done && size > 1) {
      size /= 2;
      continue;
    }
    if (done) {
      owner_.keep(part, *std::move(done));
    } else {
      auto is_set_aside = owner_.set_aside(by_run.begin()->first, part.reports, done.error());
      if (!is_set_aside && !may_be_of_a_row(is_set_aside.error())) {
        result = std::move(is_set_aside).error();
        break;
      }
      if (!is_set_aside && result) result = is_set_aside.error();
      if (!is_set_aside || !*is_set_aside) not_yet.insert(not_yet.end(), part.reports.begin(), part.reports.end());
    }
    by_run.erase(by_run.begin(), std::next(by_run.begin(), static_cast<std::ptrdiff_t>(size)));
    size *= 2;
  }
  reports = std::move(not_yet);
  const auto left = take(by_run.size());
  reports.insert(reports.end(), left.begin(), left.end());
  return result;
}

Result<void> RoundParts::halve(std::int64_t size_max, const std::function<RoundPlan(std::int64_t)>& make,
                               const std::function<bool(const RoundDone&)>& has_more) {
  auto size = size_max;
  for (auto left = size_max; left > 0;) {
    Suspects suspects;
    const auto part = make(size);
    auto done = owner_.write(part, suspects);
    if (done) {
      left -= size;
      const bool goes_on = has_more(*done);
      owner_.keep(part, *std::move(done));
      if (!goes_on) return {};
      size = std::min(size * 2, size_max);
      continue;
    }
    if (!may_be_of_a_row(done.error())) return std::move(done).error();
    if (size > 1) {
      size /= 2;
      continue;
    }
    if (suspects.size() != 1) return std::move(done).error();
    TRY_LET(is_set_aside, owner_.set_aside(*suspects.begin(), {}, done.error()));
    if (!is_set_aside) return std::move(done).error();
    --left;
  }
  return {};
}

}  // namespace slipway::app
