// The second phase of a deployment: its jobs are started, and each start is told.
#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "app/release/list_package_starts.h"
#include "scenarios/release/release_project.h"

namespace slipway::test {
namespace {

class ReleaseStart : public ::testing::TestWithParam<store::Dialect> {
 protected:
  ReleaseProject project{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Store, ReleaseStart, each_dialect(), dialect_name);

TEST_P(ReleaseStart, an_item_runs_until_its_start_is_decided) {
  project.submit_script("extract");
  project.submit_job("nightly", "extract", daily);
  const auto states = [&](const std::string& task) {
    std::vector<app::TaskStatus> found;  // job, script
    for (const auto& subtask : project.task(task).subtasks) found.push_back(subtask.status);
    return found;
  };
  using enum app::TaskStatus;
  const auto task = project.request_deploy(project.package({"extract", "nightly"}), true);
  EXPECT_EQ(states(task), (std::vector{running, running}));
  project.switch_only();
  EXPECT_EQ(states(task), (std::vector{running, successful})) << "the journal is still to be written";
  project.run_tasks();
  EXPECT_EQ(states(task), (std::vector{successful, successful}));

  project.change_script("extract", "echo newer");
  project.submit_job("quiet");
  const auto unstarted = project.request_deploy(project.package({"extract", "quiet"}));
  project.switch_only();
  EXPECT_EQ(states(unstarted), (std::vector{successful, successful})) << "no start was asked";
}

TEST_P(ReleaseStart, a_job_that_a_later_package_made_newer_before_its_start_is_not_started) {
  project.submit_job("nightly", {}, daily);
  const auto package = project.package({"nightly"});
  project.request_deploy(package, true);
  project.switch_only();
  must(app::update_object(project.context(), project.as("dev"), catalog::ObjectKind::job, "nightly",
                          a_job("nightly", {}, R"({"type":"EXECUTE_ONCE"})")));
  const auto newer = project.package({"nightly"});
  project.request_deploy(newer);
  project.switch_only();

  project.run_tasks();

  const auto items = project.detail(package).items;
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].start_state, "failed");
  EXPECT_EQ(items[0].start_message, "package " + newer + " has put version 2 there meanwhile");

  const auto starts = must(app::list_package_starts(project.context(), project.as("viewer"), {.package = package, .limit = 10}));
  ASSERT_EQ(starts.size(), 1U);
  EXPECT_EQ(starts[0].position, 1);
  EXPECT_EQ(starts[0].job_name, "nightly");
  EXPECT_EQ(starts[0].message, items[0].start_message);
  EXPECT_EQ(must(app::list_package_starts(project.context(), project.as("viewer"),
                                          {.package = package, .state = "started", .limit = 10}))
                .size(),
            0U);
}

// Between two lots of starts a second goes by; what a client would see then is noted.
class NotedWakeups final : public app::Wakeups {
 public:
  NotedWakeups(ReleaseProject& project, std::string task) : project_(project), task_(std::move(task)) {}
  void deployments() override {}
  void instances() override {}
  void schedules() override {
    const auto shown = project_.task(task_);
    if (shown.status == app::TaskStatus::running) seen.push_back(shown.updated_at);
    project_.installation.clock.step(std::chrono::seconds{1});
  }

  std::vector<base::Instant> seen;

 private:
  ReleaseProject& project_;
  const std::string task_;
};

TEST_P(ReleaseStart, the_last_update_moves_on_while_jobs_are_being_started) {
  app::PackageRequest request = project.package_request({});
  for (int i = 0; i < 101; ++i) {
    project.submit_job("job" + std::to_string(i), {}, daily);
    request.items.push_back(project.pending().rows.front().item.id.text());
  }
  const auto package = must(app::create_release_package(project.context(), project.as("dev"), request)).text();
  const auto task = project.request_deploy(package, true);
  project.switch_only();

  NotedWakeups wakeups{project, task};
  app::Context context{.store = project.context().store,
                       .clock = project.context().clock,
                       .random = project.context().random,
                       .wakeups = wakeups,
                       .limits = {},
                       .permissions = {}};
  app::ReleaseWorkers workers;
  app::FollowUpTask follow_up{context, project.installation.current_incarnation, workers};
  while (must(follow_up.run_once(project.installation.clock.now())) == app::TaskProgress::more) continue;

  // The switch, the first hundred starts, the last one.
  EXPECT_EQ(std::set<base::Instant>(wakeups.seen.begin(), wakeups.seen.end()).size(), 3U);
  EXPECT_EQ(project.task(task).status, app::TaskStatus::successful);
}

}  // namespace
}  // namespace slipway::test
