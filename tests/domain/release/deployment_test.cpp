#include "domain/release/deployment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "domain/release/package_builder.h"

namespace slipway::release {
namespace {

Deployment a_deployment(std::int64_t items = 3) {
  Deployment deployment;
  deployment.id = DeploymentId{7};
  deployment.package = ReleasePackageId{12};
  deployment.item_count = items;
  return deployment;
}

Deployment staged(std::int64_t items) {
  auto begun = begin_staging(a_deployment(items), 41, noon);
  return *record_staged(*begun, catalog::ObjectId{items}, items, noon);
}

TEST(Deployment, it_switches_to_the_generation_after_the_one_it_was_planned_on) {
  const auto switched = switch_generation(staged(3), noon);

  ASSERT_TRUE(switched);
  EXPECT_EQ(switched->generation, 42);
  EXPECT_EQ(switched->state, DeploymentState::following_up);
}

TEST(Deployment, it_may_not_switch_while_items_are_missing) {
  const auto half = record_staged(*begin_staging(a_deployment(3), 41, noon), catalog::ObjectId{2}, 2, noon);

  const auto switched = switch_generation(*half, noon);

  ASSERT_FALSE(switched);
  EXPECT_EQ(switched.error().code, "deployment.incomplete");
}

TEST(Deployment, it_neither_fails_nor_begins_anew_before_what_it_staged_is_undone) {
  EXPECT_FALSE(fail(staged(3), {"deployment.interrupted", "interrupted", {}}, noon));
  EXPECT_FALSE(begin_staging(staged(3), 41, noon));

  const auto undone = record_undone(staged(3), {}, 3, noon);
  EXPECT_TRUE(begin_staging(*undone, 41, noon));
  EXPECT_TRUE(fail(*undone, {"deployment.interrupted", "interrupted", {}}, noon));
}

TEST(Deployment, after_three_attempts_it_is_not_staged_again) {
  auto deployment = a_deployment();
  for (int attempt = 1; attempt <= staging_attempt_max; ++attempt) {
    EXPECT_TRUE(may_stage_again(deployment));
    deployment = *begin_staging(deployment, 41, noon);
  }
  EXPECT_FALSE(may_stage_again(deployment));
}

TEST(Deployment, what_is_done_after_the_switch_is_seen_by_its_time) {
  EXPECT_EQ(record_follow_up(*switch_generation(staged(3), noon), noon + std::chrono::seconds{7})->updated_at,
            noon + std::chrono::seconds{7});
  EXPECT_FALSE(record_follow_up(staged(3), noon));
}

TEST(Deployment, it_ends_with_warnings_when_a_start_failed) {
  const auto switched = switch_generation(staged(3), noon);
  EXPECT_EQ(finish(*switched, 0, noon)->state, DeploymentState::succeeded);
  EXPECT_EQ(finish(*switched, 1, noon)->state, DeploymentState::succeeded_with_warnings);
}

TEST(Deployment, words_of_states_and_follow_ups_read_back) {
  for (const auto state : all_deployment_states) EXPECT_EQ(parse_deployment_state(to_text(state)), state);
  for (const auto kind : all_follow_up_kinds) EXPECT_EQ(parse_follow_up_kind(to_text(kind)), kind);
}

RC_GTEST_PROP(Deployment, what_is_staged_and_undone_in_any_batches_adds_up, (const std::vector<std::uint8_t>& batches)) {
  auto deployment = *begin_staging(a_deployment(1'000'000), 1, noon);
  std::int64_t expected = 0;
  for (const auto batch : batches) {
    expected += batch;
    deployment = *record_staged(deployment, catalog::ObjectId{expected}, batch, noon);
  }
  RC_ASSERT(deployment.staged_count == expected);
  for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) {
    expected -= *batch;
    deployment = *record_undone(deployment, catalog::ObjectId{expected}, *batch, noon);
  }
  RC_ASSERT(deployment.staged_count == 0);
}

}  // namespace
}  // namespace slipway::release
