// Definitions are parsed once: a version's, and the draft that a test run keeps.
#include <gtest/gtest.h>

#include "app/jobs/job_cache.h"
#include "app/run/test_run.h"
#include "scenarios/run/run_world.h"

namespace slipway::test {
namespace {

class JobCacheTest : public RunScenario {
 protected:
  app::RunnableJobPtr get(const instance::JobInstance& run) {
    return must(world.installation.store().read([&](app::Tx& tx) { return jobs.get(tx, run); }));
  }
  app::RunnableJobPtr get_in_set(const instance::JobInstance& run) {
    return must(world.installation.store().read([&](app::Tx& tx) { return jobs.get_all(tx, {run}); })).at(run.id);
  }
  instance::JobInstance test_run_of(const std::string& job) {
    return world.view(must(app::test_run(world.context(), world.as("dev"), {job, {}}))).instance;
  }

  app::JobCache jobs;
};
INSTANTIATE_TEST_SUITE_P(Store, JobCacheTest, each_dialect(), dialect_name);

TEST_P(JobCacheTest, test_runs_of_one_text_are_parsed_once) {
  world.release(a_job_of("daily", {a_node("a")}));
  const auto first = test_run_of("daily");
  const auto second = test_run_of("daily");

  const auto parsed = get(first);

  EXPECT_EQ(get_in_set(first), parsed);
  EXPECT_EQ(get(second), parsed);
  EXPECT_EQ(get_in_set(second), parsed);
}

TEST_P(JobCacheTest, an_id_whose_transaction_was_rolled_back_says_nothing_of_the_next_one_with_it) {
  world.release(a_job_of("daily", {a_node("a")}));
  world.release(a_job_of("other", {a_node("b")}));
  const auto rolled_back = test_run_of("daily");
  EXPECT_EQ(get(rolled_back)->definition.name, "daily");
  auto next = test_run_of("other");
  next.id = rolled_back.id;

  EXPECT_EQ(get(next)->definition.name, "other");
}

TEST_P(JobCacheTest, large_drafts_that_are_run_again_and_again_are_not_all_kept) {
  world.release(a_job_of("daily", {a_node("a")}));
  auto run = test_run_of("daily");
  app::JobCache small({.version_bytes = 1'000, .test_run_bytes = 2 * run.definition->size()});
  const auto parsed = [&](const instance::JobInstance& of) {
    return must(world.installation.store().read([&](app::Tx& tx) { return small.get(tx, of); }));
  };
  const auto first = parsed(run);
  EXPECT_EQ(parsed(run), first);
  auto longer = run;
  *longer.definition += std::string(run.definition->size(), ' ');
  parsed(longer);
  EXPECT_NE(parsed(run), first) << "it made room";
}

TEST_P(JobCacheTest, runs_of_one_version_share_it) {
  world.release(a_job_of("daily", {a_node("a")}));
  const auto first = world.view(world.run_once("daily")).instance;
  world.installation.clock.step(std::chrono::seconds{1});
  const auto second = world.view(world.run_once("daily")).instance;

  EXPECT_EQ(get(first), get(second));
}

}  // namespace
}  // namespace slipway::test
