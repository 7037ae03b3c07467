#include <gtest/gtest.h>

#include "app/deploying/move_environment.h"
#include "app/people/manage_members.h"
#include "app/ports/release/deployment_repository.h"
#include "app/release/revoke_release_packages.h"
#include "scenarios/release/release_project.h"

namespace slipway::test {
namespace {

using Lines = std::vector<std::string>;

class ReleaseDeploy : public ::testing::TestWithParam<store::Dialect> {
 protected:
  ReleaseProject project{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Store, ReleaseDeploy, each_dialect(), dialect_name);

TEST_P(ReleaseDeploy, a_package_enters_production_whole) {
  project.submit_script("extract");
  project.submit_job("load", "extract");
  const auto package = project.package({"extract", "load"});
  EXPECT_EQ(project.production(), Lines{});

  const auto task = project.deploy(package);

  EXPECT_EQ(project.production(), (Lines{"job load 1", "script extract 1"}));
  EXPECT_EQ(project.task(task).status, app::TaskStatus::successful);
  EXPECT_EQ(project.detail(package).package.package.state, release::ReleaseState::deployed);
  EXPECT_EQ(project.pending().total, 0);
  EXPECT_EQ(project.installation.production().generation, 1);
}

TEST_P(ReleaseDeploy, older_generations_stay_readable) {
  project.submit_script("extract");
  project.deploy(project.package({"extract"}));
  project.change_script("extract", "echo changed");
  project.deploy(project.package({"extract"}));
  project.delete_script("extract");
  project.deploy(project.package({"extract"}));

  EXPECT_EQ(project.production_at(0), Lines{});
  EXPECT_EQ(project.production_at(1), Lines{"script extract 1"});
  EXPECT_EQ(project.production_at(2), Lines{"script extract 2"});
  EXPECT_EQ(project.production_at(3), Lines{});
  const auto generations = must(app::list_generations(project.context(), project.installation.as("dev"), "production", 0, 10));
  ASSERT_EQ(generations.size(), 3U);
  EXPECT_EQ(generations.front().number, 3);
  EXPECT_EQ(generations.front().created_by_name, "deployer");
}

TEST_P(ReleaseDeploy, a_package_that_needs_what_is_not_there_is_refused_and_names_it) {
  project.submit_job("load", "extract");

  const auto result =
      app::create_release_package(project.context(), project.installation.as("dev"), project.package_request({"load"}));

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.needs_missing");
  EXPECT_NE(result.error().message.find("script 'extract'"), std::string::npos) << result.error().message;
  EXPECT_NE(result.error().message.find("node 'run'"), std::string::npos) << result.error().message;
  EXPECT_EQ(project.pending().rows.at(0).item.package, std::nullopt);
}

TEST_P(ReleaseDeploy, what_production_still_needs_cannot_be_removed) {
  project.submit_script("extract");
  project.submit_job("load", "extract");
  project.deploy(project.package({"extract", "load"}));
  project.delete_script("extract");

  const auto result =
      app::create_release_package(project.context(), project.installation.as("dev"), project.package_request({"extract"}));

  EXPECT_EQ(code_of(result), "release.still_needed");
}

TEST_P(ReleaseDeploy, a_package_that_cannot_enter_any_more_fails_and_production_stays) {
  project.submit_script("extract");
  project.deploy(project.package({"extract"}));
  project.submit_job("load", "extract");
  const auto needs_it = project.package({"load"});
  project.delete_script("extract");
  const auto removes_it = project.package({"extract"});
  project.deploy(removes_it);

  const auto task = project.deploy(needs_it, true);

  const auto shown = project.task(task);
  EXPECT_EQ(shown.status, app::TaskStatus::failed);
  EXPECT_NE(shown.message.find("script 'extract'"), std::string::npos) << shown.message;
  EXPECT_EQ(project.detail(needs_it).package.package.state, release::ReleaseState::failed);
  EXPECT_EQ(project.production(), Lines{});
  EXPECT_EQ(project.installation.production().generation, 2);
  ASSERT_EQ(project.pending().total, 1);  // of a failed package items stay in the list
  EXPECT_TRUE(project.pending().rows.front().item.package);
}

TEST_P(ReleaseDeploy, a_failure_is_told_at_its_culprit_and_at_every_other_item) {
  const auto package = project.package_that_lacks_a_script({"report"});

  const auto shown = project.task(project.deploy(package));

  EXPECT_EQ(shown.failure_code, "release.needs_missing");
  ASSERT_EQ(shown.subtasks.size(), 2U);
  EXPECT_EQ(shown.subtasks[0].name, "load");
  EXPECT_EQ(shown.subtasks[0].message, shown.message);
  EXPECT_EQ(shown.subtasks[0].failure_code, shown.failure_code);
  EXPECT_EQ(shown.subtasks[1].name, "report");
  EXPECT_EQ(shown.subtasks[1].message, "not deployed: job 'load' kept the package out; its message says why");
  EXPECT_EQ(shown.subtasks[1].failure_code, "");
}

TEST_P(ReleaseDeploy, a_failed_package_is_deployed_again_once_the_reason_is_gone) {
  const auto package = project.package_that_lacks_a_script();
  project.deploy(package);
  project.submit_script("extract");
  project.deploy(project.package({"extract"}));

  const auto task = project.deploy(package);

  EXPECT_EQ(project.task(task).status, app::TaskStatus::successful);
  EXPECT_EQ(project.production(), (Lines{"job load 1", "script extract 1"}));
}

TEST_P(ReleaseDeploy, deployments_of_one_environment_wait_for_each_other) {
  project.submit_script("a");
  project.submit_script("b");
  project.submit_script("c");
  const auto first = project.package({"a"});
  const auto second = project.package({"b"});
  const auto third = project.package({"c"});
  const auto head = project.request_deploy(first);
  const auto waiting = project.request_deploy(second);
  const auto last = project.request_deploy(third);

  EXPECT_EQ(project.task(head).message, "waits for the server to take it up, position 1 of 3");
  EXPECT_EQ(project.task(waiting).message, "waits for package " + first + ", position 2 of 3");
  EXPECT_EQ(project.task(last).message, "waits for package " + first + ", position 3 of 3");

  project.run_tasks();
  EXPECT_EQ(project.production(), (Lines{"script a 1", "script b 1", "script c 1"}));
  EXPECT_EQ(project.installation.production().generation, 3);
}

TEST_P(ReleaseDeploy, one_unknown_id_refuses_the_whole_call) {
  project.submit_script("a");
  const auto package = project.package({"a"});

  for (const auto& [ids, code] : std::vector<std::pair<Lines, std::string>>{{{package, "999"}, "release.package_not_found"},
                                                                            {{package, "x"}, "release.package_not_found"},
                                                                            {{package, package}, "release.package_ids_not_valid"},
                                                                            {{}, "release.package_ids_not_valid"},
                                                                            {Lines(101, "1"), "release.package_ids_not_valid"}}) {
    const auto result = app::deploy_release_packages(project.context(), project.installation.as("deployer"), {ids, true});
    EXPECT_EQ(code_of(result), code);
  }
  project.run_tasks();
  EXPECT_EQ(project.detail(package).package.package.state, release::ReleaseState::awaiting_approval);
}

TEST_P(ReleaseDeploy, the_applicant_may_not_deploy_his_own_package) {
  auto& installation = project.installation;
  must(app::set_member(project.context(), installation.as("admin"), installation.user("dev").text(), {"developer", "deployer"}));
  project.submit_script("a");
  const auto package = project.package({"a"});
  const auto result = app::deploy_release_packages(project.context(), project.installation.as("dev"), {{package}, true});
  EXPECT_EQ(code_of(result), "release.not_an_approver");
}

TEST_P(ReleaseDeploy, revoking_frees_the_items_under_their_ids) {
  project.submit_script("a");
  const auto before = project.item_ids({"a"});
  const auto package = project.package({"a"});
  EXPECT_EQ(project.item_ids({"a"}), Lines{});

  must(app::revoke_release_packages(project.context(), project.installation.as("deployer"), {package}));

  EXPECT_EQ(project.item_ids({"a"}), before);
  EXPECT_TRUE(project.detail(package).package.package.revoked_at);
  EXPECT_EQ(project.detail(package).items.size(), 1U);  // immutable copies
  EXPECT_EQ(code_of(app::revoke_release_packages(project.context(), project.installation.as("deployer"), {package})),
            "release.wrong_state");
}

TEST_P(ReleaseDeploy, a_revoked_package_keeps_what_production_had_when_it_was_revoked) {
  project.submit_script("a");
  const auto first = project.package({"a"});
  must(app::revoke_release_packages(project.context(), project.installation.as("deployer"), {first}));
  project.deploy(project.package({"a"}));
  project.change_script("a", "echo newer");
  const auto second = project.package({"a"});
  must(app::revoke_release_packages(project.context(), project.installation.as("deployer"), {second}));
  project.deploy(project.package({"a"}));

  EXPECT_EQ(project.detail(first).items.at(0).production_version, std::nullopt);
  EXPECT_EQ(project.detail(second).items.at(0).production_version, 1);
}

TEST_P(ReleaseDeploy, after_a_revoke_the_newer_free_item_stays) {
  project.submit_script("a");
  const auto package = project.package({"a"});
  project.change_script("a", "echo newer");
  const auto newer = project.item_ids({"a"});
  ASSERT_EQ(newer.size(), 1U);

  must(app::revoke_release_packages(project.context(), project.installation.as("deployer"), {package}));

  EXPECT_EQ(project.item_ids({"a"}), newer);
  EXPECT_EQ(project.pending().total, 1);
  EXPECT_EQ(project.pending().rows.front().item.version, 2);
}

TEST_P(ReleaseDeploy, an_object_is_in_one_open_package_at_most) {
  project.submit_script("a");
  const auto package = project.package({"a"});
  project.change_script("a", "echo newer");

  const auto result =
      app::create_release_package(project.context(), project.installation.as("dev"), project.package_request({"a"}));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "release.object_in_open_package");
  EXPECT_NE(result.error().message.find("package " + package), std::string::npos) << result.error().message;

  project.deploy(package);
  project.deploy(project.package({"a"}));
  EXPECT_EQ(project.production(), Lines{"script a 2"});
}

TEST_P(ReleaseDeploy, packaging_goes_on_right_after_the_switch_before_any_follow_up) {
  project.submit_script("a");
  const auto package = project.package({"a"});
  project.change_script("a", "echo newer");
  project.request_deploy(package);
  app::ReleaseWorkers workers;
  app::DeployPackagesTask task{project.context(), project.installation.current_incarnation, workers};
  must(task.run_once(project.installation.clock.now()));

  EXPECT_EQ(project.pending().total, 1);
  EXPECT_NO_THROW(project.package({"a"}));
}

TEST_P(ReleaseDeploy, jobs_are_started_afterwards_and_each_start_is_reported) {
  project.submit_job("nightly", {}, daily);
  project.submit_job(
      "not_yet", {},
      R"({"type":"CRON","cron":{"startTime":"2020-01-01T00:00:00+00","expression":"0 0 3 L * ?","expressionTimeZone":"GMT+0"}})");
  const auto package = project.package({"nightly", "not_yet"});

  const auto task = project.deploy(package, true);

  const auto shown = project.task(task);
  EXPECT_EQ(shown.status, app::TaskStatus::warning) << shown.message;
  EXPECT_EQ(shown.message,
            "in production as generation 1; 1 job was not started ('not_yet'); each says why, and its start can be repeated");
  const auto items = project.detail(package).items;
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].start_state, "started");
  EXPECT_EQ(items[1].start_state, "failed");
  EXPECT_EQ(project.production(), (Lines{"job nightly 1", "job not_yet 1"}));
}

TEST_P(ReleaseDeploy, a_job_that_a_later_package_removed_before_its_start_is_not_started) {
  project.submit_job("nightly", {}, daily);
  const auto package = project.package({"nightly"});
  project.request_deploy(package, true);
  project.switch_only();
  const auto unfinished = [&] {
    return must(project.installation.store().read([](app::Tx& tx) { return tx.deployments().count_unfinished(); }));
  };
  EXPECT_EQ(unfinished(), 1);

  must(app::delete_object(project.context(), project.installation.as("dev"), catalog::ObjectKind::job, "nightly"));
  const auto removing = project.package({"nightly"});
  project.request_deploy(removing);
  project.switch_only();
  project.run_tasks();

  const auto items = project.detail(package).items;
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].start_state, "failed");
  EXPECT_EQ(items[0].start_message, "package " + removing + " has removed the job meanwhile");
  EXPECT_EQ(unfinished(), 0);
}

}  // namespace
}  // namespace slipway::test
