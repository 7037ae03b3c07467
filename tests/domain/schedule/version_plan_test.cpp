#include "domain/schedule/version_plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace slipway::schedule {
namespace {

using namespace std::chrono_literals;

base::Instant at(int hour, int minute = 0) {
  return *base::parse_basic_instant("20261124T000000Z") + std::chrono::hours{hour} + std::chrono::minutes{minute};
}
CronPlan cron(std::string_view text) { return CronPlan{CronSpec::parse(text).value(), {}, {}}; }

const auto each_half_hour = cron("0 0/30 * * * ?");
const auto each_hour = cron("0 0 * * * ?");

// "v1 12:30", a line a plan time; v1 is the first version given.
std::string text_of(const VersionPlans& plans) {
  std::string lines;
  for (std::size_t i = 0; i < plans.missed.size(); ++i)
    for (const auto& time : plans.missed[i].times)
      lines += "v" + std::to_string(i + 1) + " " + base::format_instant(time.instant).substr(11, 5) + "\n";
  return lines;
}

TEST(VersionPlan, a_version_is_planned_up_to_and_with_the_switch_that_ended_it) {
  const VersionInForce versions[] = {{each_half_hour, at(0), at(12, 30)}, {each_half_hour, at(12, 30), std::nullopt}};

  const auto plans = plan_versions(versions, at(11, 30), at(13), 100);

  EXPECT_EQ(text_of(plans), "v1 12:00\nv1 12:30\nv2 13:00\n");
  EXPECT_EQ(plans.next, at(13, 30));
}

TEST(VersionPlan, switch_after_switch_is_walked_though_nobody_looked_between) {
  const VersionInForce versions[] = {{each_half_hour, at(0), at(12, 10)},
                                     {std::nullopt, at(12, 10), at(13, 40)},
                                     {each_hour, at(13, 40), at(14)},
                                     {each_half_hour, at(14), std::nullopt}};

  EXPECT_EQ(text_of(plan_versions(versions, at(11), at(14, 45), 100)), "v1 11:30\nv1 12:00\nv3 14:00\nv4 14:30\n");
}

TEST(VersionPlan, the_limit_counts_over_all_versions) {
  const VersionInForce versions[] = {{each_half_hour, at(0), at(2)}, {each_half_hour, at(2), std::nullopt}};

  const auto plans = plan_versions(versions, at(0), at(4), 5);

  EXPECT_EQ(text_of(plans), "v1 00:30\nv1 01:00\nv1 01:30\nv1 02:00\nv2 02:30\n");
  EXPECT_EQ(plans.left_out(), 3U);
}

TEST(VersionPlan, nothing_is_planned_for_the_time_in_which_the_job_was_gone) {
  const VersionInForce versions[] = {{each_hour, at(0), at(2)}, {each_hour, at(5), std::nullopt}};

  EXPECT_EQ(text_of(plan_versions(versions, at(0), at(7), 100)), "v1 01:00\nv1 02:00\nv2 06:00\nv2 07:00\n");
}

TEST(VersionPlan, a_switch_that_is_ahead_of_this_look_leaves_its_version_the_time_until_then) {
  const VersionInForce versions[] = {{each_half_hour, at(0), at(13, 10)}, {each_hour, at(13, 10), std::nullopt}};

  const auto plans = plan_versions(versions, at(12), at(12, 40), 100);

  EXPECT_EQ(text_of(plans), "v1 12:30\n");
  EXPECT_EQ(plans.next, at(13)) << "still of the first";
  EXPECT_EQ(plan_versions(versions, at(13), at(13, 5), 100).next, at(14)) << "of the second, behind the switch";
}

TEST(VersionPlan, what_was_planned_ahead_of_the_clock_counts_as_planned_now) {
  const VersionInForce versions[] = {{each_half_hour, at(0), std::nullopt}};

  const auto plans = plan_versions(versions, at(24 * 365), at(12, 10), 100);

  EXPECT_EQ(text_of(plans), "");
  EXPECT_EQ(plans.next, at(12, 30));
}

TEST(VersionPlan, a_job_that_is_gone_has_no_next_plan_time) {
  const VersionInForce versions[] = {{each_hour, at(0), at(2)}};

  const auto plans = plan_versions(versions, at(0), at(7), 0);

  EXPECT_EQ(plans.next, std::nullopt);
  EXPECT_EQ(plans.left_out(), 2U) << "what it still owed";
}

RC_GTEST_PROP(VersionPlanLaws, who_looks_in_between_plans_the_same, ()) {
  std::vector<VersionInForce> versions;
  auto begin = at(0);
  for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
    const auto end = begin + std::chrono::minutes{*rc::gen::inRange(0, 200)};
    versions.push_back({*rc::gen::arbitrary<bool>() ? each_half_hour : each_hour, begin, end});
    begin = end;
  }
  versions.back().ends_at.reset();
  const auto look = at(0) + std::chrono::minutes{*rc::gen::inRange(0, 600)};
  const auto end = look + std::chrono::minutes{*rc::gen::inRange(0, 600)};

  const auto once = plan_versions(versions, at(0), end, 1'000);
  const auto first = plan_versions(versions, at(0), look, 1'000);
  const auto second = plan_versions(versions, look, end, 1'000);

  for (std::size_t i = 0; i < versions.size(); ++i) {
    auto both = first.missed[i].times;
    both.insert(both.end(), second.missed[i].times.begin(), second.missed[i].times.end());
    RC_ASSERT(both == once.missed[i].times);
  }
  RC_ASSERT(second.next == once.next);
}

}  // namespace
}  // namespace slipway::schedule
