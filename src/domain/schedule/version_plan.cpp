#include "domain/schedule/version_plan.h"

#include <algorithm>

namespace slipway::schedule {

namespace {

// Between an end and the next beginning the job was not there: nothing is planned for that time.
MissedPlanTimes missed_of(const VersionInForce& version, base::Instant after, base::Instant now, std::size_t count_max) {
  if (!version.plan) return {};
  const auto until = version.ends_at ? std::min(*version.ends_at, now) : now;
  return version.plan->missed(std::max(after, version.begins_at), until, count_max);
}

std::optional<base::Instant> next_of(const VersionInForce& version, base::Instant now) {
  if (!version.plan) return std::nullopt;
  const auto next = version.plan->next_after(std::max(now, version.begins_at));
  const bool is_in_force = next && (!version.ends_at || *next <= *version.ends_at);
  return is_in_force ? next : std::nullopt;
}

}  // namespace

std::uint32_t VersionPlans::left_out() const {
  std::uint64_t sum = 0;
  for (const auto& version : missed) sum += version.left_out;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, left_out_count_max));
}

VersionPlans plan_versions(std::span<const VersionInForce> versions, base::Instant after, base::Instant now,
                           std::size_t count_max) {
  VersionPlans plans;
  for (const auto& version : versions) {
    plans.missed.push_back(missed_of(version, std::min(after, now), now, count_max));
    count_max -= plans.missed.back().times.size();
    if (!plans.next) plans.next = next_of(version, now);
  }
  return plans;
}

}  // namespace slipway::schedule
