// A step of a deployment whose COMMIT is under way when the connection is lost: it may come late, or never. Either way the step is done once,
// and nothing that was staged is staged again.
#include <gtest/gtest.h>

#include <algorithm>
#include <future>

#include "app/ports/people/audit_log.h"
#include "app/run/list_job_instances.h"
#include "scenarios/release/release_project.h"
#include "support/commit_proxy.h"
#include "support/postgres_server.h"

namespace slipway::test {
namespace {

// Where a commit is held, by a text of its transaction.
struct LateStep {
  std::string name;
  std::string statement;
};

class ReleaseLateCommit : public ::testing::TestWithParam<LateStep> {
 protected:
  static TestDatabase::Options options_of(const CommitProxy& proxy) {
    TestDatabase::Options options;
    options.postgres_address = proxy.address();
    return options;
  }
  // The deployment goes on beside this thread; the commit is held, and who waits for it has lost the connection.
  std::future<void> lose_commit() {
    project.submit_job("load");
    project.submit_job("nightly", {}, daily);
    package = project.package({"load", "nightly"});
    task = project.request_deploy(package, true);
    proxy.hold_next_commit(GetParam().statement);
    auto tasks = std::async(std::launch::async, [this] { project.run_tasks(); });
    proxy.wait_until_held();
    proxy.cut_client();
    return tasks;
  }
  void expect_done_once() {
    EXPECT_EQ(project.task(task).status, app::TaskStatus::successful);
    EXPECT_EQ(project.production(), (std::vector<std::string>{"job load 1", "job nightly 1"}));
    EXPECT_EQ(project.installation.environment_of(project.workspace, catalog::production_name).generation, 1);
    EXPECT_EQ(must(app::list_job_instances(project.context(), project.as("viewer"), {})).total, 1);
    const auto rows =
        must(project.installation.store().read([&](app::Tx& tx) { return tx.audit().list(project.workspace.id, 0, 1'000); }));
    const auto count = [&](const std::string& action) {
      return std::ranges::count_if(rows, [&](const auto& row) { return row.entry.action == action; });
    };
    EXPECT_EQ(count("package.deployed"), 1);
    EXPECT_EQ(count("package.deployment_resumed"), 0);
    EXPECT_EQ(count("job.started"), 2);
    EXPECT_EQ(count("deployment.finished"), 1);
    EXPECT_TRUE(project.next_tries().empty()) << "nothing waits after an error";
  }

  CommitProxy proxy{PostgresServer::shared_url()};
  ReleaseProject project{store::Dialect::postgres, options_of(proxy)};
  std::string package, task;
};
INSTANTIATE_TEST_SUITE_P(Step, ReleaseLateCommit,
                         ::testing::Values(LateStep{"stage", "INSERT INTO environment_object"},
                                           LateStep{"change", "UPDATE environment SET generation"},
                                           LateStep{"journal", "INSERT INTO start_journal"},
                                           LateStep{"start", "UPDATE start_journal"}, LateStep{"finish", "DELETE FROM outbox"}),
                         [](const auto& step) { return step.param.name; });

TEST_P(ReleaseLateCommit, a_commit_that_comes_late_is_waited_for) {
  auto tasks = lose_commit();

  EXPECT_EQ(proxy.deliver(), "COMMIT");
  tasks.get();

  expect_done_once();
}

TEST_P(ReleaseLateCommit, a_commit_that_never_comes_is_made_again) {
  auto tasks = lose_commit();

  proxy.drop();
  tasks.get();

  expect_done_once();
}

}  // namespace
}  // namespace slipway::test
