// Definitions are parsed once: a version's, and the draft that a test run keeps.
#include <gtest/gtest.h>

#include "app/run/job_cache.h"
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

TEST_P(JobCacheTest, a_test_run_is_parsed_once_and_is_its_own) {
  world.release(a_job_of("daily", {a_node("a")}));
  const auto first = test_run_of("daily");
  const auto second = test_run_of("daily");

  const auto parsed = get(first);

  EXPECT_EQ(get(first), parsed);
  EXPECT_EQ(get_in_set(first), parsed);
  EXPECT_NE(get(second), parsed) << "a draft may have changed between them";
  EXPECT_EQ(get_in_set(second), get(second));
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
