// Scheduling: plan times, what was missed, changes after a release, and how many run at once.
#include <gtest/gtest.h>

#include <set>
#include <utility>

#include "app/engine/plan_instances_task.h"
#include "app/jobs/start_released_job.h"
#include "app/ports/people/audit_log.h"
#include "app/run/show_job_status.h"
#include "app/run/stop_job.h"
#include "scenarios/run/run_world.h"

namespace slipway::test {
namespace {

using instance::InstanceState;

class RunSchedule : public RunScenario {
 protected:
  app::ScheduleStatus status_of(const std::string& job) {
    return must(app::show_job_status(world.context(), world.as("viewer"), job)).status;
  }
};
INSTANTIATE_TEST_SUITE_P(Store, RunSchedule, each_dialect(), dialect_name);

const std::string each_half_hour = a_cron("0 0/30 * * * ?");
const std::string declares_day = R"("params":[{"name":"day","value":"sunday"}])";

TEST_P(RunSchedule, a_started_job_runs_at_its_plan_times) {
  world.release(a_job_of("often", {a_node("a")}, each_half_hour, declares_day));
  world.start("often", {{"day", "friday"}});
  EXPECT_EQ(status_of("often"), app::ScheduleStatus::scheduling);

  world.settle();
  EXPECT_TRUE(world.runs().empty()) << "the clock stands at a plan time, and scheduling begins after it";
  world.step(std::chrono::minutes{30});
  world.step(std::chrono::minutes{29});
  world.step(std::chrono::minutes{1});

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success"}));
  EXPECT_EQ(executor().runs.front().text, "echo a, day friday") << "parameters of the start stay until the stop";
  EXPECT_EQ(world.runs().front().kind, instance::InstanceKind::scheduled);
}

TEST_P(RunSchedule, missed_plan_times_are_made_oldest_first_and_the_rest_is_written_down) {
  world.context().limits.cron_missed = 3;
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  world.start("often");

  world.step(std::chrono::hours{5});

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success", "13:30 success"}));
  EXPECT_EQ(world.installation.audit_of(world.installation.simple).back(), "job.plan_times_left_out often");
  world.step(std::chrono::minutes{30});
  EXPECT_EQ(world.plan_times().back(), "17:30 success") << "it goes on from now, not from what was left out";
}

TEST_P(RunSchedule, planning_again_makes_nothing_twice) {
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  world.start("often");
  world.step(std::chrono::hours{1});

  world.settle();
  world.crash();
  world.settle();

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success"}));
}

TEST_P(RunSchedule, at_most_five_instances_of_a_job_run_at_once_and_the_oldest_plan_time_goes_first) {
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  executor().hold("a");
  world.start("often");
  world.step(std::chrono::hours{4});

  EXPECT_EQ(world.count(InstanceState::running), 5);
  EXPECT_EQ(world.count(InstanceState::waiting), 3);
  executor().finish("a");
  world.settle();

  const Lines expected{"12:30 success", "13:00 running", "13:30 running", "14:00 running",
                       "14:30 running", "15:00 running", "15:30 waiting", "16:00 waiting"};
  EXPECT_EQ(world.plan_times(), expected);
}

TEST_P(RunSchedule, runs_that_end_with_their_admission_let_in_the_next_at_once) {
  world.release(a_job_of("often", {a_dummy("a")}, each_half_hour));
  world.start("often");
  world.step(std::chrono::hours{6});

  EXPECT_EQ(world.plan_times().size(), 12U);
  EXPECT_EQ(world.count(InstanceState::success), 12) << "though five of a job run at once";
}

TEST_P(RunSchedule, a_job_says_how_many_of_its_instances_run_at_once) {
  const auto at_once = [](int count) {
    return R"({"type":"CRON","cron":{"startTime":"2020-01-01T00:00:00+00","expression":"0 0/30 * * * ?","concurrent":)" +
           std::to_string(count) + "}}";
  };
  world.release(a_job_of("one", {a_node("a")}, at_once(1)));
  executor().hold("a");
  world.start("one");
  world.step(std::chrono::hours{2});
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 running", "13:00 waiting", "13:30 waiting", "14:00 waiting"}));

  world.change(a_job_of("one", {a_node("a")}, at_once(3)));
  world.step(std::chrono::minutes{30});

  const Lines expected{"12:30 running", "13:00 running", "13:30 running", "14:00 waiting", "14:30 waiting"};
  EXPECT_EQ(world.plan_times(), expected) << "the newest version says it for all that wait";
}

TEST_P(RunSchedule, starting_again_changes_nothing) {
  world.release(a_job_of("often", {a_node("a")}, each_half_hour, declares_day));
  world.start("often", {{"day", "monday"}});
  world.installation.clock.step(std::chrono::minutes{45});

  world.start("often", {{"day", "friday"}});
  world.settle();

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success"}));
  EXPECT_EQ(executor().runs.front().text, "echo a, day monday");
}

TEST_P(RunSchedule, stopping_cancels_what_waits_and_lets_running_ones_end) {
  world.context().limits.instances_per_job = 1;
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  executor().hold("a");
  world.start("often");
  world.step(std::chrono::hours{1});

  must(app::stop_job(world.context(), world.as("operator"), "often"));
  must(app::stop_job(world.context(), world.as("operator"), "often"));
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 running", "13:00 stopped"}));
  EXPECT_EQ(status_of("often"), app::ScheduleStatus::stopped);
  executor().finish("a");
  world.step(std::chrono::hours{2});

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 stopped"}));
  EXPECT_EQ(world.runs().back().facts.message, "the job was stopped by operator");
}

TEST_P(RunSchedule, a_schedule_that_has_ended_is_not_started) {
  const auto cron = [](const std::string& end) {
    return R"({"type":"CRON","cron":{"startTime":"2020-01-01T00:00:00+00","endTime":")" + end +
           R"(","expression":"0 0/30 * * * ?","expressionTimeZone":"GMT+0"}})";
  };
  world.release(a_job_of("often", {a_node("a")}, cron("2021-01-01T00:00:00+00")));

  const auto started = app::start_job(world.context(), world.as("operator"), {"often", {}});

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "schedule.not_valid");
  EXPECT_NE(started.error().message.find("'often' has no plan time left: its schedule ended at 2021-01-01T00:00:00+00"),
            std::string::npos)
      << started.error().message;
  EXPECT_EQ(status_of("often"), app::ScheduleStatus::stopped);
  world.change(a_job_of("often", {a_node("a")}, cron("2099-01-01T00:00:00+00")));
  world.start("often");
  EXPECT_EQ(status_of("often"), app::ScheduleStatus::scheduling);
}

TEST_P(RunSchedule, a_new_version_is_planned_from_its_release_on) {
  world.release(a_job_of("often", {a_node("a")}, a_cron("0 0 18 * * ?")));
  world.start("often");
  world.step(std::chrono::minutes{10});

  world.change(a_job_of("often", {a_node("b")}, each_half_hour));
  world.step(std::chrono::hours{1});

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success"}));
  EXPECT_EQ(world.runs().front().version, 2);
  EXPECT_EQ(executor().starts().front(), "b 1");
}

TEST_P(RunSchedule, a_plan_time_of_the_old_version_is_never_fired_after_the_switch) {
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  world.start("often");
  world.installation.clock.step(std::chrono::minutes{10});

  world.change(a_job_of("often", {a_node("a")}, a_cron("0 45 * * * ?")));
  world.step(std::chrono::hours{1});

  EXPECT_EQ(world.plan_times(), (Lines{"12:45 success"}));
}

TEST_P(RunSchedule, what_was_due_before_a_switch_and_not_yet_planned_is_planned_as_the_version_had_it_that_was_there) {
  world.release_script("load.sh", "echo first");
  const auto scripted = [](const std::string& node) {
    return R"({"name":")" + node + R"(","type":"Shell","location":{},"properties":[{"name":"scriptName","value":"load.sh"}]})";
  };
  world.release(a_job_of("often", {scripted("a")}, each_half_hour));
  world.start("often");
  auto& clock = world.installation.clock;
  clock.step(std::chrono::minutes{30});  // the plan time is the instant of the switch
  world.change(a_job_of("often", {scripted("b")}, each_half_hour));
  clock.step(std::chrono::minutes{40});
  must(app::update_object(world.context(), world.as("dev"), catalog::ObjectKind::script, "load.sh",
                          base::Json::Object{{"name", "load.sh"}, {"type", "Shell"}, {"content", "echo second"}}));
  world.change(a_job_of("often", {scripted("c")}, each_half_hour));
  world.step(std::chrono::minutes{20});

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success", "13:30 success"}));
  Lines ran;
  for (const auto& run : executor().runs) ran.push_back(run.node_name + " " + run.text);
  std::ranges::sort(ran);
  EXPECT_EQ(ran, (Lines{"a echo first", "b echo second", "c echo second"}))
      << "scripts of the last generation that held the version";
}

TEST_P(RunSchedule, a_switch_among_many_due_jobs_loses_no_plan_time_and_makes_none_twice) {
  const int job_count = GetParam() == store::Dialect::sqlite ? 1'000 : 400;  // some batches of the planner
  const auto job = [](int number, const std::string& node) {
    return a_job_of("job" + std::to_string(number), {a_node(node)}, each_half_hour);
  };
  for (int number = 0; number < job_count; ++number) world.release(job(number, "a"));
  for (int number = 0; number < job_count; ++number) world.start("job" + std::to_string(number));
  world.installation.clock.step(std::chrono::minutes{30});
  for (int number = 0; number < job_count; number += 2) world.change(job(number, "b"));
  world.installation.clock.step(std::chrono::minutes{30});

  app::JobCache jobs;
  app::PlanInstancesTask planner(world.context(), jobs, [] {});
  while (must(planner.run_once(world.installation.clock.now())) == app::TaskProgress::more) continue;

  app::InstanceFilter all;
  all.limit = std::int64_t{3} * job_count;
  const auto page =
      must(world.installation.store().read([&](app::Tx& tx) { return tx.instances().list(world.installation.simple.id, all); }));
  std::set<std::pair<std::string, base::Instant>> plan_times;
  std::int64_t of_second_versions = 0;
  for (const auto& run : page.rows) {
    plan_times.emplace(run.job_name, run.plan_time);
    of_second_versions += run.version == 2 ? 1 : 0;
  }
  EXPECT_EQ(std::ssize(page.rows), 2 * job_count);
  EXPECT_EQ(std::ssize(plan_times), 2 * job_count);
  EXPECT_EQ(of_second_versions, job_count / 2);
}

TEST_P(RunSchedule, a_clock_that_is_set_back_silences_no_job_and_makes_nothing_twice) {
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  world.start("often");
  world.step(std::chrono::minutes{60});
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success"}));

  world.step(-std::chrono::minutes{55});  // 12:05
  world.step(std::chrono::minutes{30});
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success"})) << "made before";
  world.step(std::chrono::minutes{60});
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success", "13:30 success"}));
}

TEST_P(RunSchedule, a_clock_that_was_years_ahead_for_a_moment_silences_no_job) {
  const auto years = std::chrono::hours{24 * 365 * 3};
  world.context().limits.cron_missed = 1;
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  world.start("often");
  world.step(years);
  world.step(-years);
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success"})) << "the oldest one that was missed then, by the limit";

  world.step(std::chrono::minutes{30});
  world.step(std::chrono::minutes{30});
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success"}));

  world.step(years);
  world.installation.clock.step(-years);
  world.crash();  // the next server starts with the right clock
  world.step(std::chrono::minutes{30});
  world.step(std::chrono::minutes{30});
  EXPECT_EQ(world.plan_times().back(), "14:00 success");
}

TEST_P(RunSchedule, what_a_removed_job_still_owed_is_left_out_and_told) {
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  world.start("often");
  world.installation.clock.step(std::chrono::minutes{70});
  const auto production = world.installation.environment_of(world.installation.simple, catalog::production_name);
  const auto now = std::to_string(base::to_microseconds(world.installation.clock.now()));
  const auto held = std::to_string(production.generation);
  must(world.installation.database()->write([&](store::Connection& connection) {
    return connection.run_script(
        "UPDATE environment_object SET last_generation = " + held + " WHERE kind = 'job';" +
        "INSERT INTO generation (environment_id, number, deployment_id, created_by, created_at, item_count) "
        "SELECT environment_id, number + 1, deployment_id, created_by, " +
        now +
        ", 1 FROM generation "
        "WHERE environment_id = " +
        production.id.text() + " AND number = " + held + ";" +
        "UPDATE environment SET generation = generation + 1 WHERE id = " + production.id.text());
  }));
  world.installation.clock.step(std::chrono::hours{3});
  world.settle();

  EXPECT_TRUE(world.runs().empty());
  const auto told =
      must(world.installation.store().read([&](app::Tx& tx) { return tx.audit().list(world.installation.simple.id, 0, 100); }));
  const auto ended =
      std::ranges::find_if(told, [](const app::AuditRow& row) { return row.entry.action == "job.scheduling_ended"; });
  ASSERT_NE(ended, told.end());
  EXPECT_EQ(*ended->entry.detail.find("left_out")->if_integer(), 2);
}

TEST_P(RunSchedule, a_removed_job_ends_scheduling_and_its_waiting_instances_are_cancelled) {
  world.context().limits.instances_per_job = 1;
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  executor().hold("a");
  world.start("often");
  world.step(std::chrono::hours{1});
  must(app::stop_job(world.context(), world.as("operator"), "often"));
  world.start("often");
  world.step(std::chrono::hours{1});

  const auto production = world.installation.environment_of(world.installation.simple, catalog::production_name);
  must(world.installation.database()->write([&](store::Connection& connection) {
    return connection.run_script("UPDATE environment_object SET last_generation = " + std::to_string(production.generation) +
                                 " WHERE kind = 'job';"
                                 "UPDATE environment SET generation = generation + 1 WHERE id = " +
                                 production.id.text());
  }));
  must(world.installation.store().write([&](app::Tx& tx) -> Result<void> {
    TRY_LET(has_more, app::forget_removed_jobs(world.context(), tx, production.id, 100));
    EXPECT_FALSE(has_more);
    return {};
  }));
  executor().finish("a");
  world.step(std::chrono::hours{2});

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 stopped", "13:30 stopped", "14:00 stopped"}));
}

TEST_P(RunSchedule, a_version_without_a_cron_schedule_ends_scheduling) {
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  world.start("often");

  world.change(a_job_of("often", {a_node("a")}));
  world.step(std::chrono::hours{1});

  EXPECT_TRUE(world.runs().empty());
  EXPECT_EQ(status_of("often"), app::ScheduleStatus::stopped);
  EXPECT_EQ(world.installation.audit_of(world.installation.simple).back(), "job.scheduling_ended often");
}

// While it lives, the machine has no zone files.
class NoZoneFiles {
 public:
  NoZoneFiles() { ::setenv("TZDIR", "/nowhere", 1); }
  NoZoneFiles(const NoZoneFiles&) = delete;
  NoZoneFiles& operator=(const NoZoneFiles&) = delete;
  ~NoZoneFiles() { ::unsetenv("TZDIR"); }
};

TEST_P(RunSchedule, a_zone_that_is_not_known_for_a_time_ends_no_scheduling_and_holds_up_no_other_job) {
  world.release(a_job_of("zoned", {a_node("a")},
                         R"({"type":"CRON","cron":{"startTime":"2020-01-01T00:00:00+00","expression":"0 0/30 * * * ?",)"
                         R"("expressionTimeZone":"Europe/Berlin"}})"));
  world.release(a_job_of("other", {a_node("b")}, each_half_hour));
  world.start("zoned");
  world.start("other");
  {
    const NoZoneFiles without;
    world.step(std::chrono::minutes{30});
    world.step(std::chrono::minutes{30});
  }
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success"})) << "the other's";
  EXPECT_EQ(status_of("zoned"), app::ScheduleStatus::scheduling);

  world.step(std::chrono::minutes{1});

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "12:30 success", "13:00 success", "13:00 success"})) << "nothing is lost";
}

TEST_P(RunSchedule, a_version_that_cannot_be_read_ends_no_scheduling_and_holds_up_no_other_job) {
  world.release(a_job_of("broken", {a_node("a")}, a_cron("0 15 * * * ?")));
  world.release(a_job_of("other", {a_node("b")}, each_half_hour));
  world.start("broken");
  world.start("other");
  world.change(a_job_of("broken", {a_node("c")}, a_cron("0 15 * * * ?")));
  const auto set_content = [&](const std::string& from, const std::string& to) {
    must(world.installation.database()->write([&](store::Connection& connection) {
      return connection.run_script("UPDATE object_version SET content = replace(content, '" + from + "', '" + to +
                                   "') WHERE name = 'broken' AND number = 2");
    }));
  };
  world.crash();  // what was read before is forgotten
  set_content("{", "(");

  world.step(std::chrono::minutes{30});
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success"}));

  set_content("(", "{");
  world.step(std::chrono::minutes{1});
  EXPECT_EQ(world.plan_times(), (Lines{"12:15 success", "12:30 success"}));
}

TEST_P(RunSchedule, a_script_that_cannot_run_any_more_fails_its_node_and_says_why) {
  world.release_script("load.sh", "echo fine");
  world.release(a_job_of("often",
                         {R"({"name":"a","type":"Shell","location":{},"properties":[{"name":"scriptName","value":"load.sh"}]})"},
                         each_half_hour));
  world.start("often");
  must(app::update_object(
      world.context(), world.as("dev"), catalog::ObjectKind::script, "load.sh",
      base::Json::Object{{"name", "load.sh"}, {"type", "PYTHON"}, {"content", "print()"}, {"connectionName", "edge-host"}}));

  world.step(std::chrono::minutes{30});

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 fail"}));
  EXPECT_TRUE(executor().runs.empty());
  EXPECT_NE(world.runs().front().facts.message.find("type PYTHON of script load.sh of node a, connectionName edge-host"),
            std::string::npos)
      << world.runs().front().facts.message;
}

TEST_P(RunSchedule, a_version_that_cannot_run_yet_fails_its_instances_and_says_why) {
  world.release(a_job_of("often", {a_node("a")}, each_half_hour));
  world.start("often");

  world.change(a_job_of("often", {a_node("a", {}, R"("failPolicy":"SUSPEND")")}, each_half_hour));
  world.step(std::chrono::minutes{30});

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 fail"}));
  EXPECT_EQ(world.runs().front().facts.message, "job often cannot run yet: not supported is failPolicy SUSPEND of node a");
}

}  // namespace
}  // namespace slipway::test
