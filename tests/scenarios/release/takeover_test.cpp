// A server that dies in the middle of a deployment, and the one that takes over.
#include <gtest/gtest.h>

#include <optional>

#include "app/deploying/move_environment.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/release/deployment_repository.h"
#include "app/ports/server/incarnation_repository.h"
#include "scenarios/release/release_project.h"
#include "support/eventually.h"

namespace slipway::test {
namespace {

using Lines = std::vector<std::string>;

class ReleaseTakeover : public ::testing::TestWithParam<store::Dialect> {
 protected:
  ReleaseProject project{GetParam()};

  release::DeploymentId head() {
    return must(project.installation.store().read([](app::Tx& tx) { return tx.deployments().list_heads(); })).at(0).id;
  }
  // Claims and stages as a server of that name, and stops before the switch.
  app::Hold stage_as(const std::string& incarnation) {
    auto hold = must(app::claim_environment(project.context(), head(), incarnation)).value();
    while (!must(app::undo_batch(project.context(), hold))) continue;
    must(app::begin_attempt(project.context(), hold));
    while (!must(app::stage_batch(project.context(), hold))) continue;
    return hold;
  }
  void take_over() {
    app::ReleaseWorkers workers;
    app::DeployPackagesTask successor{project.context(), project.installation.current_incarnation, workers};
    while (must(successor.run_once(project.installation.clock.now())) == app::TaskProgress::more) continue;
  }
};
INSTANTIATE_TEST_SUITE_P(Store, ReleaseTakeover, each_dialect(), dialect_name);

TEST_P(ReleaseTakeover, what_is_staged_cannot_be_seen_before_the_switch) {
  project.submit_script("a");
  project.deploy(project.package({"a"}));
  project.change_script("a", "echo newer");
  project.submit_script("b");
  const auto package = project.package({"a", "b"});
  project.request_deploy(package);

  stage_as("dead-server");

  EXPECT_EQ(project.production(), Lines{"script a 1"});
  EXPECT_EQ(project.detail(package).items.at(0).production_version, 1);
  EXPECT_EQ(project.detail(package).items.at(1).production_version, std::nullopt);
}

TEST_P(ReleaseTakeover, the_successor_undoes_and_stages_anew) {
  project.submit_script("a");
  project.deploy(project.package({"a"}));
  project.change_script("a", "echo newer");
  project.submit_script("b");
  project.request_deploy(project.package({"a", "b"}));
  stage_as("dead-server");

  take_over();

  EXPECT_EQ(project.production(), (Lines{"script a 2", "script b 1"}));
  EXPECT_EQ(project.production_at(1), Lines{"script a 1"});
}

TEST_P(ReleaseTakeover, a_holder_that_was_slow_can_write_nothing_any_more) {
  project.submit_script("a");
  project.request_deploy(project.package({"a"}));
  auto slow = stage_as("dead-server");
  take_over();
  const auto before = project.production();

  EXPECT_EQ(code_of(app::switch_generation(project.context(), slow)), "deployment.fenced");
  EXPECT_EQ(code_of(app::undo_batch(project.context(), slow)), "deployment.fenced");
  EXPECT_EQ(code_of(app::fail_deployment(project.context(), slow, {"x", "x", {}})), "deployment.fenced");
  EXPECT_EQ(project.production(), before);
}

TEST_P(ReleaseTakeover, a_living_holder_is_left_alone) {
  project.submit_script("a");
  project.request_deploy(project.package({"a"}));
  must(app::claim_environment(project.context(), head(), project.installation.incarnation));

  EXPECT_FALSE(must(app::claim_environment(project.context(), head(), "another-server")));
}

TEST_P(ReleaseTakeover, a_holder_whose_session_has_ended_is_replaced_before_its_lease_ends) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "one server owns the file";
  project.submit_script("a");
  const auto task = project.request_deploy(project.package({"a"}));
  must(app::claim_environment(project.context(), head(), project.installation.incarnation));
  project.installation.session_lock.reset();

  const app::CurrentIncarnation other{"another-server"};
  app::ReleaseWorkers workers;
  app::DeployPackagesTask successor{project.context(), other, workers};
  EXPECT_TRUE(eventually([&] {  // the database takes a moment to end the session
    return must(successor.run_once(project.installation.clock.now())) == app::TaskProgress::more;
  }));

  EXPECT_EQ(project.production(), Lines{"script a 1"});
  EXPECT_EQ(project.task(task).status, app::TaskStatus::running) << "its follow-up is still to come";
}

TEST_P(ReleaseTakeover, a_follow_up_is_taken_over_as_soon_as_its_holders_session_has_ended) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "one server owns the file";
  project.submit_script("a");
  project.request_deploy(project.package({"a"}));
  take_over();
  const auto claim_as = [&](const std::string& server) {
    return must(project.installation.store().write([&](app::Tx& tx) {
      return tx.outbox().claim(
          app::follow_up_kinds(), server, [](const app::OutboxEntry&) { return true; }, project.installation.clock.now());
    }));
  };
  const auto first = claim_as(project.installation.incarnation);
  ASSERT_TRUE(first);
  EXPECT_FALSE(claim_as("another-server"));
  project.installation.session_lock.reset();

  std::optional<app::OutboxEntry> second;
  ASSERT_TRUE(eventually([&] { return (second = claim_as("another-server")).has_value(); }));
  EXPECT_EQ(second->id, first->id);
  EXPECT_GT(second->fence, first->fence);
}

TEST_P(ReleaseTakeover, after_three_interrupted_attempts_the_package_fails_and_production_is_as_it_was) {
  project.submit_script("a");
  project.deploy(project.package({"a"}));
  project.change_script("a", "echo newer");
  const auto package = project.package({"a"});
  const auto task = project.request_deploy(package);
  for (int attempt = 0; attempt < 3; ++attempt) stage_as("dead-server");

  take_over();

  const auto shown = project.task(task);
  EXPECT_EQ(shown.status, app::TaskStatus::failed);
  EXPECT_NE(shown.message.find("interrupted"), std::string::npos);
  EXPECT_EQ(shown.failure_code, "deployment.interrupted");
  ASSERT_EQ(shown.subtasks.size(), 1U);
  EXPECT_EQ(shown.subtasks[0].status, app::TaskStatus::failed);
  EXPECT_EQ(shown.subtasks[0].message, shown.message) << "no item is to blame";
  EXPECT_EQ(shown.subtasks[0].failure_code, shown.failure_code);
  EXPECT_EQ(project.production(), Lines{"script a 1"});
  EXPECT_EQ(project.installation.production().generation, 1);

  project.deploy(package);  // and it can be deployed again
  EXPECT_EQ(project.production(), Lines{"script a 2"});
}

TEST_P(ReleaseTakeover, each_attempt_after_the_first_leaves_an_audit_row_that_says_why) {
  project.submit_script("a");
  project.submit_script("b");
  project.request_deploy(project.package({"a", "b"}));
  stage_as("dead-server");
  stage_as(project.installation.incarnation);

  take_over();

  std::vector<std::pair<std::int64_t, std::string>> attempts;
  std::vector<std::int64_t> undone;
  for (const auto& row : must(project.installation.store().read(
           [&](app::Tx& tx) { return tx.audit().list(project.installation.enterprise.id, 0, 100); }))) {
    if (row.entry.action != "package.deployment_resumed") continue;
    EXPECT_EQ(row.entry.subject_name, "weekly");
    attempts.emplace_back(*row.entry.detail.find("attempt")->if_integer(), *row.entry.detail.find("cause")->if_string());
    undone.push_back(*row.entry.detail.find("undone_items")->if_integer());
  }
  ASSERT_EQ(attempts.size(), 2U);  // newest first
  EXPECT_EQ(attempts[0],
            (std::pair<std::int64_t, std::string>{3, "the attempt before met an error on this server; its log tells more"}));
  EXPECT_EQ(attempts[1],
            (std::pair<std::int64_t, std::string>{2, "server dead-server ended, or lost its claim, during the attempt before"}));
  EXPECT_EQ(undone, (std::vector<std::int64_t>{2, 2}));
}

TEST_P(ReleaseTakeover, large_packages_are_staged_and_undone_in_batches) {
  Lines names;
  for (int i = 0; i < 2'100; ++i) names.push_back("s" + std::to_string(i));
  for (const auto& name : names) project.submit_script(name);
  app::PackageRequest request = project.package_request({});
  for (std::int64_t skip = 0; skip < 2'100; skip += 100) {
    app::PendingItemFilter filter;
    filter.limit = 100;
    filter.skip = skip;
    for (const auto& row : must(app::list_pending_items(project.context(), project.installation.as("dev"), filter)).rows)
      request.items.push_back(row.item.id.text());
  }
  const auto package = must(app::create_release_package(project.context(), project.installation.as("dev"), request)).text();
  project.request_deploy(package);
  const auto hold = stage_as("dead-server");
  EXPECT_EQ(hold.deployment.staged_count, 2'100);

  take_over();

  EXPECT_EQ(project.production_at(1).size(), 1'000U);  // the page's limit
  EXPECT_EQ(project.installation.production().generation, 1);
  EXPECT_EQ(project.detail(package).package.package.state, release::ReleaseState::deployed);
}

}  // namespace
}  // namespace slipway::test
