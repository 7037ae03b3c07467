// What a deployment that meets an error leaves to the others: those of other environments go on, and it is tried again later.
#include <gtest/gtest.h>

#include "app/ports/release/deployment_repository.h"
#include "scenarios/release/release_project.h"

namespace slipway::test {
namespace {

using Lines = std::vector<std::string>;

class ReleaseError : public ::testing::TestWithParam<store::Dialect> {
 protected:
  ReleaseProject project{GetParam()};

  // Asks for a deployment of a script of that name in a workspace of its own; the workspace.
  catalog::Workspace deploy_elsewhere(const std::string& script) {
    project.workspace = project.installation.add_workspace(script);
    project.submit_script(script);
    project.request_deploy(project.package({script}));
    return std::exchange(project.workspace, project.installation.enterprise);
  }
  std::vector<base::Instant> in_a_quarter_second() { return {project.installation.clock.now() + std::chrono::milliseconds{250}}; }
  Lines production_of(const catalog::Workspace& workspace) {
    project.workspace = workspace;
    auto lines = project.production();
    project.workspace = project.installation.enterprise;
    return lines;
  }
};
INSTANTIATE_TEST_SUITE_P(Store, ReleaseError, each_dialect(), dialect_name);

TEST_P(ReleaseError, a_deployment_that_cannot_go_on_holds_up_no_other_environment) {
  project.submit_script("a");
  const auto task = project.request_deploy(project.package({"a"}));
  // What was staged cannot be undone: no item of the package is that low.
  project.run_script("UPDATE deployment SET state = 'staging', attempt = 1, base_generation = 0, staged_count = 1");
  const auto other = deploy_elsewhere("b");

  project.run_tasks();

  EXPECT_EQ(production_of(other), Lines{"script b 1"});
  EXPECT_EQ(project.task(task).status, app::TaskStatus::running);

  // It is not tried again at once, but after a while, and then goes on.
  project.run_script("UPDATE deployment SET staged_count = 0 WHERE state = 'staging'");
  project.run_tasks();
  EXPECT_EQ(project.production(), Lines{});
  EXPECT_EQ(project.next_tries(), in_a_quarter_second());
  project.installation.clock.step(std::chrono::milliseconds{250});
  project.run_tasks();
  EXPECT_TRUE(project.next_tries().empty());
  EXPECT_EQ(project.production(), Lines{"script a 1"});
}

TEST_P(ReleaseError, a_clock_that_is_set_back_makes_no_pause_longer) {
  project.submit_script("a");
  project.request_deploy(project.package({"a"}));
  project.run_script("UPDATE deployment SET state = 'staging', attempt = 1, base_generation = 0, staged_count = 1");
  project.run_tasks();
  project.run_script("UPDATE deployment SET staged_count = 0 WHERE state = 'staging'");

  project.installation.clock.step(-std::chrono::hours{1});
  project.switch_only();

  EXPECT_EQ(project.production(), Lines{"script a 1"});
}

TEST_P(ReleaseError, a_clock_that_is_set_back_makes_no_pause_of_a_follow_up_longer) {
  project.submit_script("a");
  const auto task = project.request_deploy(project.package({"a"}));
  project.switch_only();
  project.run_script(
      "UPDATE deployment SET state = 'failed', failure_code = 'test.ended', failure_message = 'ended', ended_at = updated_at");
  project.run_tasks();
  project.run_script(
      "UPDATE deployment SET state = 'following_up', failure_code = NULL, failure_message = NULL, ended_at = NULL"
      " WHERE failure_code = 'test.ended'");
  EXPECT_EQ(project.task(task).status, app::TaskStatus::running);

  project.installation.clock.step(-std::chrono::hours{1});
  project.run_tasks();

  EXPECT_EQ(project.task(task).status, app::TaskStatus::successful);
}

TEST_P(ReleaseError, a_follow_up_that_cannot_be_done_holds_up_no_other_deployment) {
  project.submit_script("a");
  const auto task = project.request_deploy(project.package({"a"}));
  project.switch_only();
  // Nothing can end what has ended already.
  project.run_script(
      "UPDATE deployment SET state = 'failed', failure_code = 'test.ended', failure_message = 'ended', ended_at = updated_at");
  const auto other = deploy_elsewhere("b");

  project.run_tasks();

  EXPECT_EQ(production_of(other), Lines{"script b 1"});
  const auto unfinished = [&] {
    return must(project.installation.store().read([](app::Tx& tx) { return tx.deployments().count_unfinished(); }));
  };
  EXPECT_EQ(unfinished(), 0);

  // It is not tried again at once, but after a while, and then goes on.
  project.run_script(
      "UPDATE deployment SET state = 'following_up', failure_code = NULL, failure_message = NULL, ended_at = NULL"
      " WHERE failure_code = 'test.ended'");
  project.run_tasks();
  EXPECT_EQ(project.task(task).status, app::TaskStatus::running);
  EXPECT_EQ(project.next_tries(), in_a_quarter_second());
  project.installation.clock.step(std::chrono::milliseconds{250});
  project.run_tasks();
  EXPECT_TRUE(project.next_tries().empty());
  EXPECT_EQ(project.task(task).status, app::TaskStatus::successful);
}

}  // namespace
}  // namespace slipway::test
