#include "app/engine/attempt_reports.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

namespace slipway::app {
namespace {

void drop_handles_of_ended(std::vector<AttemptReport>& reports) {
  std::map<AttemptId, std::string> log_paths;  // as the handles say them
  for (const auto& report : reports)
    if (const auto* handle = std::get_if<AttemptHandle>(&report.what)) log_paths.emplace(report.id, handle->log_path);
  std::set<AttemptId> ended;
  for (auto& report : reports) {
    const auto found = log_paths.find(report.id);
    if (!report.is_end() || found == log_paths.end()) continue;
    ended.insert(report.id);
    auto* outcome = std::get_if<AttemptOutcome>(&report.what);
    if (outcome != nullptr && outcome->log_path.empty()) outcome->log_path = found->second;
  }
  std::erase_if(reports, [&ended](const AttemptReport& report) { return !report.is_end() && ended.contains(report.id); });
}

}  // namespace

void AttemptReports::begin(const AttemptId& id, catalog::ExecutorKind kind, instance::QueueClass queue_class) {
  const base::MutexLock lock(mutex_);
  in_hand_.insert_or_assign(id, Place{kind, queue_class});
}

void AttemptReports::add(AttemptReport report) {
  {
    const base::MutexLock lock(mutex_);
    if (const auto found = in_hand_.find(report.id); found != in_hand_.end() && report.is_end()) found->second.is_free = true;
    reports_.push_back(std::move(report));
  }
  if (wake_) wake_();
}

std::vector<AttemptReport> AttemptReports::take(std::size_t count_max) {
  const base::MutexLock lock(mutex_);
  std::vector<AttemptReport> taken;
  const auto count = std::min(count_max, reports_.size());
  taken.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    taken.push_back(std::move(reports_.front()));
    reports_.pop_front();
  }
  drop_handles_of_ended(taken);
  return taken;
}

void AttemptReports::put_back(std::vector<AttemptReport> reports) {
  const base::MutexLock lock(mutex_);
  reports_.insert(reports_.begin(), std::make_move_iterator(reports.begin()), std::make_move_iterator(reports.end()));
}

void AttemptReports::forget(const std::vector<AttemptReport>& recorded) {
  const base::MutexLock lock(mutex_);
  for (const auto& report : recorded)
    if (report.is_end()) in_hand_.erase(report.id);
}

std::size_t AttemptReports::in_hand_count() const {
  const base::MutexLock lock(mutex_);
  return in_hand_.size();
}

bool AttemptReports::has_in_hand(const AttemptId& id) const {
  const base::MutexLock lock(mutex_);
  return in_hand_.find(id) != in_hand_.end();
}

std::int64_t AttemptReports::count_tests(catalog::ExecutorKind kind) const {
  const base::MutexLock lock(mutex_);
  return std::ranges::count_if(in_hand_, [kind](const auto& each) {
    const auto& place = each.second;
    return place.kind == kind && place.queue_class == instance::QueueClass::test && !place.is_free;
  });
}

bool AttemptReports::empty() const {
  const base::MutexLock lock(mutex_);
  return reports_.empty();
}

}  // namespace slipway::app
