// The second phase of a deployment: its jobs are started, and each start is told.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "app/deploying/package_starts.h"
#include "app/ports/people/audit_log.h"
#include "app/release/list_package_starts.h"
#include "app/run/list_job_instances.h"
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

// Between two batches of starts a second goes by; what a client would see then is noted.
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
  std::vector<std::string> names;
  for (int i = 0; i <= app::start_batch_size; ++i) names.push_back("job" + std::to_string(i));
  const auto package = project.package_of_jobs(names, daily);
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

  // The switch, the first batch of starts, the last one.
  EXPECT_EQ(std::set<base::Instant>(wakeups.seen.begin(), wakeups.seen.end()).size(), 3U);
  EXPECT_EQ(project.task(task).status, app::TaskStatus::successful);
}

std::vector<std::string> started_jobs(ReleaseProject& project, const std::string& action = "job.started") {
  std::vector<std::string> names;
  const auto rows =
      must(project.installation.store().read([&](app::Tx& tx) { return tx.audit().list(project.workspace.id, 0, 1'000); }));
  for (auto row = rows.rbegin(); row != rows.rend(); ++row)
    if (row->entry.action == action) names.push_back(row->entry.subject_name);
  return names;
}

TEST_P(ReleaseStart, a_set_of_jobs_is_started_in_the_order_of_the_journal) {
  const std::string after_z = R"({"type":"CRON","cron":{"startTime":"2020-01-01T00:00:00+00","expression":"0 0 3 * * ?",)"
                              R"("expressionTimeZone":"GMT+0","dependJobs":{"jobs":["z"]}}})";
  auto request = project.package_request({});
  for (const auto& [name, schedule] : std::vector<std::pair<std::string, std::string>>{
           {"b", R"({"type":"EXECUTE_ONCE"})"}, {"a", after_z}, {"z", daily}, {"c", R"({"type":"EXECUTE_ONCE"})"}}) {
    project.submit_job(name, {}, schedule);
    request.items.push_back(project.pending().rows.front().item.id.text());
  }
  const auto package = must(app::create_release_package(project.context(), project.as("dev"), request)).text();

  project.deploy(package, true);

  std::vector<std::string> journal;
  for (const auto& start :
       must(app::list_package_starts(project.context(), project.as("viewer"), {.package = package, .limit = 10})))
    journal.push_back(start.job_name + (start.state == "started" ? "" : " " + start.state));
  EXPECT_EQ(journal, (std::vector<std::string>{"b", "c", "z", "a failed"})) << "a job after those it depends on";
  EXPECT_EQ(started_jobs(project), (std::vector<std::string>{"b", "c", "z"}));
  auto runs = must(app::list_job_instances(project.context(), project.as("viewer"), {})).rows;
  std::ranges::sort(runs, {}, [](const auto& run) { return run.id; });
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].job_name + runs[1].job_name, "bc");
}

TEST_P(ReleaseStart, a_start_that_cannot_be_written_or_read_is_told_alone_and_holds_up_no_other) {
  const auto package = project.package_of_jobs({"a", "b", "c", "d", "e"}, daily);
  const auto task = project.request_deploy(package, true);
  project.switch_only();
  const auto production = project.installation.environment_of(project.workspace, catalog::production_name);
  const auto id_of = [&](const std::string& name) {
    return must(project.installation.store().read([&](app::Tx& tx) {
             return tx.environments().find_object(production.id, production.generation, catalog::ObjectKind::job, name);
           }))
        ->object.text();
  };
  project.run_script("UPDATE object_version SET content = 'no json' WHERE object_id = " + id_of("b"));
  const auto refused = " BEFORE INSERT ON environment_job ";
  const auto when = "(NEW.object_id = " + id_of("d") + ")";
  if (GetParam() == store::Dialect::sqlite) {
    project.run_script("CREATE TRIGGER poison" + std::string(refused) + "WHEN " + when +
                       " BEGIN SELECT RAISE(ABORT, 'poison'); END");
  } else {
    project.run_script("CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''poison''; END'");
    project.run_script("CREATE TRIGGER poison" + std::string(refused) + "FOR EACH ROW WHEN " + when +
                       " EXECUTE FUNCTION poison()");
  }

  project.run_tasks();
  project.run_script(GetParam() == store::Dialect::sqlite ? "DROP TRIGGER poison" : "DROP FUNCTION poison() CASCADE");

  EXPECT_EQ(started_jobs(project), (std::vector<std::string>{"a", "c", "e"}));
  EXPECT_EQ(started_jobs(project, "job.start_failed"), (std::vector<std::string>{"b", "d"}));
  EXPECT_EQ(project.task(task).status, app::TaskStatus::warning);
  for (const auto& item : project.detail(package).items)
    EXPECT_EQ(item.start_message.value_or("").empty(), item.name != "b" && item.name != "d") << item.name;
}

TEST_P(ReleaseStart, an_error_that_is_of_no_start_lets_all_of_them_wait_and_is_not_tried_for_ever) {
  const auto package = project.package_of_jobs({"a", "b"}, daily);
  const auto task = project.request_deploy(package, true);
  project.switch_only();
  if (GetParam() == store::Dialect::sqlite) {
    project.run_script("CREATE TRIGGER poison BEFORE INSERT ON start_journal BEGIN SELECT RAISE(ABORT, 'poison'); END");
  } else {
    project.run_script("CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''poison''; END'");
    project.run_script("CREATE TRIGGER poison BEFORE INSERT ON start_journal FOR EACH ROW EXECUTE FUNCTION poison()");
  }

  project.run_tasks();  // comes back

  EXPECT_EQ(project.task(task).status, app::TaskStatus::running);
  EXPECT_TRUE(started_jobs(project).empty());
  EXPECT_TRUE(started_jobs(project, "job.start_failed").empty()) << "no start is to blame";

  project.run_script(GetParam() == store::Dialect::sqlite ? "DROP TRIGGER poison" : "DROP FUNCTION poison() CASCADE");
  project.installation.clock.step(std::chrono::minutes{10});
  project.run_tasks();
  EXPECT_EQ(started_jobs(project), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(project.task(task).status, app::TaskStatus::successful);
}

}  // namespace
}  // namespace slipway::test
