#include "domain/release/start_order.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace slipway::release {
namespace {

StartCandidate job(std::int64_t id, std::string name, std::vector<std::string> upstream = {}) {
  return {catalog::ObjectId{id}, std::move(name), std::move(upstream)};
}

std::vector<std::int64_t> numbers(const std::vector<catalog::ObjectId>& ids) {
  std::vector<std::int64_t> result;
  for (const auto id : ids) result.push_back(id.number);
  return result;
}

TEST(StartOrder, upstream_comes_before_downstream_and_names_decide_the_rest) {
  const auto order = start_order({job(1, "report", {"load"}), job(2, "load", {"extract"}), job(3, "extract"), job(4, "alone")});
  EXPECT_EQ(numbers(order), (std::vector<std::int64_t>{4, 3, 2, 1}));
}

TEST(StartOrder, upstream_outside_the_package_does_not_count) {
  EXPECT_EQ(numbers(start_order({job(1, "b", {"elsewhere"}), job(2, "a")})), (std::vector<std::int64_t>{2, 1}));
}

TEST(StartOrder, a_cycle_comes_last_and_loses_nobody) {
  const auto order = start_order({job(1, "a", {"b"}), job(2, "b", {"a"}), job(3, "z"), job(4, "self", {"self"})});
  EXPECT_EQ(numbers(order), (std::vector<std::int64_t>{4, 3, 1, 2}));
}

RC_GTEST_PROP(StartOrder, every_job_once_and_after_all_that_it_waits_for, ()) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 30);
  std::vector<StartCandidate> candidates;
  for (std::size_t i = 0; i < count; ++i) {
    auto candidate = job(static_cast<std::int64_t>(i + 1), "job" + std::to_string(i));
    // Edges only to earlier ones: no cycle.
    for (std::size_t other = 0; other < i; ++other)
      if (*rc::gen::inRange(0, 4) == 0) candidate.upstream.push_back("job" + std::to_string(other));
    candidates.push_back(std::move(candidate));
  }
  const auto order = numbers(start_order(candidates));
  RC_ASSERT(order.size() == count);
  const auto position = [&](std::size_t i) {
    return std::find(order.begin(), order.end(), static_cast<std::int64_t>(i + 1)) - order.begin();
  };
  for (std::size_t i = 0; i < count; ++i)
    for (const auto& upstream : candidates[i].upstream) RC_ASSERT(position(std::stoul(upstream.substr(3))) < position(i));
}

}  // namespace
}  // namespace slipway::release
