// One row that cannot be written, read or judged stops nobody else: its run is set aside alone, told, and tried again.
#include <gtest/gtest.h>

#include <deque>
#include <future>

#include "app/engine/plan_instances_task.h"
#include "app/engine/set_aside.h"
#include "app/ports/people/audit_log.h"
#include "app/ports/run/set_aside_repository.h"
#include "app/run/stop_job.h"
#include "app/run/stop_job_instance.h"
#include "app/tasks/forget_expired_task.h"
#include "scenarios/run/run_world.h"
#include "support/second_session.h"

namespace slipway::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class RunSetAside : public RunScenario {
 protected:
  void run_script(const std::string& script) {
    must(world.installation.database()->write([&](store::Connection& connection) { return connection.run_script(script); }));
  }
  std::string query(const std::string& sql) {
    static std::deque<std::string> texts;  // drivers know a statement again by the address of its text
    const std::string_view text = texts.emplace_back(sql);
    std::string value;
    must(world.installation.database()->read([&](store::Connection& connection) -> Result<void> {
      TRY_LET(rows, connection.query(store::Statement{.name = "test_query", .sqlite = text, .postgres = text, .parameters = {}}));
      value = rows.empty() ? "" : rows.front().text("value");
      return {};
    }));
    return value;
  }
  bool is_sqlite() const { return GetParam() == store::Dialect::sqlite; }

  // From now on the database refuses such a change of the table; `when` is over NEW.
  void refuse(const std::string& table, const std::string& change, const std::string& when) {
    const auto name = "poison_" + table;
    if (is_sqlite()) {
      run_script("CREATE TRIGGER " + name + " BEFORE " + change + " ON " + table + " WHEN " + when +
                 " BEGIN SELECT RAISE(ABORT, 'poison'); END");
      return;
    }
    run_script(
        "CREATE OR REPLACE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''poison'' USING"
        " ERRCODE = ''" +
        sql_state + "''; END'");
    run_script("CREATE TRIGGER " + name + " BEFORE " + change + " ON " + table + " FOR EACH ROW WHEN (" + when +
               ") EXECUTE FUNCTION poison()");
    poisoned.push_back(name + " ON " + table);
  }
  void cure(const std::string& table) {
    const auto name = "poison_" + table;
    run_script("DROP TRIGGER " + name + (is_sqlite() ? "" : " ON " + table));
    std::erase(poisoned, name + " ON " + table);
  }
  // The database goes on to the next test.
  void TearDown() override {
    for (const auto& trigger : poisoned) run_script("DROP TRIGGER " + trigger);
    if (!is_sqlite()) run_script("DROP FUNCTION IF EXISTS poison()");
  }

  static std::string is(JobInstanceId id, const std::string& column = "id") { return "NEW." + column + " = " + id.text(); }
  void refuse_end_of(JobInstanceId id) { refuse("job_instance", "UPDATE", is(id) + " AND NEW.ended_at IS NOT NULL"); }
  std::string message_of(JobInstanceId id) { return world.view(id).instance.facts.message; }
  Lines audit() {
    Lines lines;
    const auto rows =
        must(world.installation.store().read([&](app::Tx& tx) { return tx.audit().list(world.installation.simple.id, 0, 100); }));
    for (const auto& row : rows)
      if (row.entry.action == "engine.set_aside")
        lines.push_back(row.entry.subject_name + ": " + base::format_json(row.entry.detail));
    return lines;
  }
  std::map<std::string, std::int64_t> counted() {
    return must(world.installation.store().read([](app::Tx& tx) { return tx.set_asides().count_by_task(); }));
  }
  // What the counters say beside what is there.
  std::string uncounted() {
    return query(
        "SELECT CAST(count(*) AS TEXT) AS value FROM environment_job j WHERE waiting_count <> (SELECT count(*) FROM job_instance "
        "i"
        " WHERE i.environment_id = j.environment_id AND i.object_id = j.object_id AND i.state = 'waiting'"
        " AND i.id NOT IN (SELECT instance_id FROM set_aside WHERE instance_id IS NOT NULL)) OR running_count <>"
        " (SELECT count(*) FROM job_instance i WHERE i.environment_id = j.environment_id AND i.object_id = j.object_id"
        " AND i.state = 'running' AND i.id NOT IN (SELECT instance_id FROM set_aside WHERE instance_id IS NOT NULL))");
  }
  JobInstanceId run_of(const std::string& job, const Lines& nodes) {
    world.release(a_job_of(job, nodes));
    return world.run_once(job);
  }

  Lines poisoned;
  std::string sql_state = "P0001";
};

TEST_P(RunSetAside, an_end_that_cannot_be_recorded_holds_up_nobody_and_is_kept_until_it_can_be) {
  const auto bad = run_of("bad", {a_node("a")});
  const auto good = run_of("good", {a_node("x"), a_node("y", {"x"})});
  refuse_end_of(bad);

  world.settle();

  EXPECT_EQ(world.states(good), (Lines{"success", "x success", "y success"}));
  EXPECT_EQ(world.states(bad), (Lines{"running", "a running"})) << "its state is kept";
  EXPECT_NE(message_of(bad).find("set aside since"), std::string::npos) << message_of(bad);
  EXPECT_EQ(audit().size(), 1U);
  EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"run", 1}}));
  EXPECT_EQ(uncounted(), "0");

  cure("job_instance");
  world.step(seconds{6});

  EXPECT_EQ(world.states(bad), (Lines{"success", "a success"}));
  EXPECT_EQ(executor().starts(), (Lines{"a 1", "x 1", "y 1"})) << "never run again";
  EXPECT_TRUE(counted().empty());
  EXPECT_EQ(uncounted(), "0");
}

TEST_P(RunSetAside, a_kept_outcome_outlives_the_server) {
  const auto bad = run_of("bad", {a_node("a")});
  refuse_end_of(bad);
  world.settle();

  world.crash();
  world.step(seconds{1});
  EXPECT_TRUE(executor().asked_after.empty()) << "it is not lost: how it ended is known";
  EXPECT_EQ(world.states(bad), (Lines{"running", "a running"}));

  cure("job_instance");
  world.step(seconds{6});
  EXPECT_EQ(world.states(bad), (Lines{"success", "a success"}));
  EXPECT_TRUE(executor().runs.empty());
}

TEST_P(RunSetAside, what_still_runs_of_it_is_kept_when_it_ends) {
  executor().hold("b");
  const auto bad = run_of("bad", {a_node("a"), a_node("b"), a_node("c", {"a", "b"})});
  refuse("node_attempt", "INSERT", is(bad, "instance_id") + " AND NEW.ordinal = 0 AND NEW.ended_at IS NOT NULL");
  world.settle();
  EXPECT_EQ(world.states(bad), (Lines{"running", "a running", "b running", "c waiting"}));

  executor().finish("b");
  world.step(seconds{1});
  EXPECT_EQ(query("SELECT CAST(count(*) AS TEXT) AS value FROM kept_outcome"), "2");

  cure("node_attempt");
  world.step(seconds{10});
  EXPECT_EQ(world.states(bad), (Lines{"success", "a success", "b success", "c success"}));
  EXPECT_EQ(executor().starts(), (Lines{"a 1", "b 1", "c 1"}));
}

TEST_P(RunSetAside, twenty_among_a_hundred_are_found) {
  std::vector<JobInstanceId> runs;
  for (int i = 0; i < 100; ++i) {
    world.release(a_job_of("job" + std::to_string(i), {a_node("a")}));
    runs.push_back(world.run_once("job" + std::to_string(i)));
  }
  refuse("job_instance", "UPDATE", "NEW.id % 5 = 0 AND NEW.ended_at IS NOT NULL");

  world.settle();

  EXPECT_EQ(world.count(instance::InstanceState::success), 80);
  EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"run", 20}}));
  EXPECT_EQ(executor().runs.size(), 100U);
  cure("job_instance");
  world.step(seconds{6});
  EXPECT_EQ(world.count(instance::InstanceState::success), 100);
  EXPECT_EQ(executor().runs.size(), 100U);
}

TEST_P(RunSetAside, it_is_tried_later_and_later_and_told_once) {
  const auto bad = run_of("bad", {a_node("a")});
  refuse_end_of(bad);
  world.settle();
  const auto pause = [&] {
    return query("SELECT CAST(tries AS TEXT) || ' ' || CAST((next_try - paused_at) / 1000000 AS TEXT) AS value FROM set_aside");
  };
  Lines pauses{pause()};
  for (int i = 0; i < 9; ++i) {
    world.step(minutes{10});
    pauses.push_back(pause());
  }
  EXPECT_EQ(pauses, (Lines{"1 5", "2 10", "3 20", "4 40", "5 80", "6 160", "7 320", "8 600", "9 600", "10 600"}));
  EXPECT_EQ(audit().size(), 1U);

  // A clock that is set back lengthens no pause.
  cure("job_instance");
  world.step(-std::chrono::hours{1});
  EXPECT_EQ(world.states(bad).front(), "success");
}

TEST_P(RunSetAside, a_run_that_cannot_be_read_or_admitted_holds_up_no_other) {
  const auto unreadable = run_of("unreadable", {a_node("a")});
  const auto refused = run_of("refused", {a_node("b")});
  const auto good = run_of("good", {a_node("c")});
  run_script("UPDATE job_instance SET parameters = '[]' WHERE id = " + unreadable.text());
  refuse("node_instance", "INSERT", is(refused, "instance_id"));

  world.settle();

  EXPECT_EQ(world.states(good), (Lines{"success", "c success"}));
  EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"run", 2}}));
  EXPECT_EQ(uncounted(), "0");

  run_script("UPDATE job_instance SET parameters = '{}' WHERE id = " + unreadable.text());
  cure("node_instance");
  world.step(seconds{6});
  EXPECT_EQ(world.states(unreadable), (Lines{"success", "a success"}));
  EXPECT_EQ(world.states(refused), (Lines{"success", "b success"}));
}

TEST_P(RunSetAside, a_node_that_cannot_be_claimed_holds_up_no_other) {
  executor().hold("first");
  const auto bad = run_of("bad", {a_node("first"), a_node("a", {"first"})});
  world.settle();
  refuse("node_instance", "UPDATE", is(bad, "instance_id") + " AND NEW.state = 'running'");
  executor().finish("first");
  const auto good = run_of("good", {a_node("b")});

  world.settle();

  EXPECT_EQ(world.states(good), (Lines{"success", "b success"}));
  EXPECT_EQ(world.states(bad), (Lines{"running", "first success", "a ready"}));
  cure("node_instance");
  world.step(seconds{6});
  EXPECT_EQ(world.states(bad), (Lines{"success", "first success", "a success"}));
}

TEST_P(RunSetAside, a_version_that_cannot_be_read_any_more_is_waited_for) {
  executor().hold("a");
  const auto bad = run_of("bad", {a_node("a"), a_node("b", {"a"})});
  world.settle();
  const auto replace = [&](const std::string& from, const std::string& to) {
    run_script("UPDATE object_version SET content = replace(content, '" + from + "', '" + to + "') WHERE name = 'bad'");
  };
  world.crash();  // what was read before is forgotten
  replace("{", "(");
  const auto good = run_of("good", {a_node("c")});
  world.settle();
  EXPECT_EQ(world.states(good), (Lines{"success", "c success"}));
  EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"run", 1}}));

  replace("(", "{");
  world.step(seconds{6});
  EXPECT_EQ(world.states(bad), (Lines{"fail", "a fail", "b skip"})) << "its process was lost with the server";
}

TEST_P(RunSetAside, it_holds_no_place_of_its_job) {
  world.release(a_job_of("narrow", {a_node("a")}, a_cron("0 0/30 * * * ?")));
  world.start("narrow");
  refuse("job_instance", "UPDATE", "NEW.ended_at IS NOT NULL AND NEW.id <= 5");
  world.step(minutes{30 * 7});

  EXPECT_EQ(world.count(instance::InstanceState::running), 5) << "as many as may run at once, all set aside";
  EXPECT_EQ(world.count(instance::InstanceState::success), 2) << "and others of the job run";
  cure("job_instance");
  world.step(seconds{6});
  EXPECT_EQ(world.count(instance::InstanceState::success), 7);
  EXPECT_EQ(uncounted(), "0");
}

TEST_P(RunSetAside, a_run_that_is_stopped_ends_as_soon_as_it_can_be_recorded) {
  executor().hold("a");
  const auto bad = run_of("bad", {a_node("a"), a_node("b", {"a"})});
  world.settle();
  refuse("node_attempt", "INSERT", is(bad, "instance_id") + " AND NEW.ended_at IS NOT NULL");
  executor().finish("a");
  world.settle();

  must(app::stop_job_instance(world.context(), world.as("operator"), "bad", bad));
  cure("node_attempt");
  world.settle();

  EXPECT_EQ(world.states(bad), (Lines{"stopped", "a success", "b stopped"})) << "without waiting for the pause";
  EXPECT_TRUE(counted().empty());
  EXPECT_EQ(uncounted(), "0");
}

TEST_P(RunSetAside, waiting_runs_that_are_cancelled_are_set_aside_no_more) {
  world.release(a_job_of("often", {a_node("a")}, a_cron("0 0/30 * * * ?")));
  world.start("often");
  refuse("node_instance", "INSERT", "NEW.name = 'a'");
  world.step(minutes{30});
  EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"run", 1}}));

  must(app::stop_job(world.context(), world.as("operator"), "often"));

  EXPECT_EQ(world.count(instance::InstanceState::stopped), 1);
  EXPECT_TRUE(counted().empty());
  EXPECT_EQ(uncounted(), "0");
}

TEST_P(RunSetAside, a_text_that_cannot_be_written_anywhere_costs_the_text_only) {
  executor().ends_with("a", {FakeExecutor::Kind::failed});
  const auto bad = run_of("bad", {a_node("a")});
  refuse("node_attempt", "INSERT", "NEW.message = 'exit code 1'");
  refuse("kept_outcome", "INSERT", "NEW.message = 'exit code 1'");

  world.settle();
  world.step(seconds{6});

  EXPECT_EQ(world.states(bad).front(), "fail");
  EXPECT_EQ(world.view(bad).attempts.front().outcome->message, "its message could not be recorded");
}

TEST_P(RunSetAside, a_job_that_cannot_be_planned_holds_up_no_other_and_owes_nothing_afterwards) {
  world.release(a_job_of("bad", {a_node("a")}, a_cron("0 0/30 * * * ?")));
  world.release(a_job_of("good", {a_node("b")}, a_cron("0 0/30 * * * ?")));
  world.start("bad");
  world.start("good");
  refuse("job_instance", "INSERT", "NEW.job_name = 'bad'");
  world.step(minutes{30});
  world.step(minutes{30});

  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success"}));
  EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"plan", 1}}));
  EXPECT_EQ(audit().size(), 1U);

  cure("job_instance");
  world.step(minutes{10});
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "12:30 success", "13:00 success", "13:00 success"}))
      << "all that was owed";
  EXPECT_TRUE(counted().empty());
}

// Its audit row goes with sets of rows whose refusal is told behind it, when the next jobs are planned already.
TEST_P(RunSetAside, of_many_due_jobs_the_one_is_set_aside_whose_end_of_scheduling_is_refused) {
  const auto cron = a_cron("0 0/30 * * * ?");
  for (const std::string name : {"bad", "b", "c", "d"}) {
    world.release(a_job_of(name, {a_node("n")}, cron));
    world.start(name);
  }
  world.change(a_job_of("bad", {a_node("n")}, R"({"type":"EXECUTE_ONCE"})"));
  refuse("audit", "INSERT", "NEW.subject_name = 'bad' AND NEW.action = 'job.scheduling_ended'");

  world.step(minutes{30});

  EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"plan", 1}}));
  auto planned = world.plan_times();
  EXPECT_GE(planned.size(), 3U) << "of b, c and d";
}

TEST_P(RunSetAside, what_another_server_sets_aside_is_moved_by_nobody_before_it_is_taken_back) {
  executor().hold("a");
  const auto id = run_of("job", {a_node("a")});
  world.settle();
  // As the other server does it, behind the back of this one's engine.
  must(world.installation.store().write([&](app::Tx& tx) -> Result<void> {
    return app::set_aside_run(world.context(), tx, id, {}, base::internal("test.refused", "refused"),
                              world.installation.clock.now());
  }));
  executor().finish("a");
  EXPECT_FALSE(world.engine->record_reports(world.installation.clock.now())) << "without a look it knows nothing of it yet";

  EXPECT_EQ(world.states(id).front(), "running");
  EXPECT_EQ(uncounted(), "0");
  world.step(seconds{6});
  EXPECT_EQ(world.states(id), (Lines{"success", "a success"}));
  EXPECT_EQ(uncounted(), "0");
}

TEST_P(RunSetAside, what_an_earlier_claim_says_replaces_nothing_that_is_kept) {
  executor().hold("a");
  const auto id = run_of("job", {a_node("a")});
  world.settle();
  const auto keep = [&](std::int64_t fence, instance::Outcome outcome) {
    must(world.installation.store().write([&](app::Tx& tx) {
      return tx.set_asides().keep(
          {{.id = {id, 0, 1, fence}, .outcome = instance::AttemptOutcome{.kind = outcome, .message = ""}, .log_server = ""}});
    }));
  };
  keep(2, instance::Outcome::succeeded);
  keep(1, instance::Outcome::lost);
  keep(2, instance::Outcome::lost);
  EXPECT_EQ(query("SELECT outcome || ' ' || CAST(fence AS TEXT) AS value FROM kept_outcome"), "succeeded 2");
  keep(3, instance::Outcome::failed);
  EXPECT_EQ(query("SELECT outcome || ' ' || CAST(fence AS TEXT) AS value FROM kept_outcome"), "failed 3");
  run_script("DELETE FROM kept_outcome");
}

TEST_P(RunSetAside, a_run_that_cannot_even_be_set_aside_holds_up_no_other) {
  const auto bad = run_of("bad", {a_node("a")});
  refuse_end_of(bad);
  refuse("set_aside", "INSERT", is(bad, "instance_id"));
  const auto good = run_of("good", {a_node("x"), a_node("y", {"x"})});

  for (int i = 0; i < 6; ++i) EXPECT_FALSE(world.engine->run_until_idle(world.installation.clock.now())) << "it is told";

  EXPECT_EQ(world.states(good), (Lines{"success", "x success", "y success"}));
  cure("set_aside");
  cure("job_instance");
  world.step(seconds{1});
  EXPECT_EQ(world.states(bad), (Lines{"success", "a success"}));
}

TEST_P(RunSetAside, a_counter_that_is_wrong_stops_nobody) {
  executor().hold("a");
  const auto id = run_of("job", {a_node("a")});
  world.settle();
  run_script("UPDATE environment_job SET running_count = 0");
  executor().finish("a");
  world.settle();
  EXPECT_EQ(world.states(id), (Lines{"success", "a success"}));
  EXPECT_TRUE(counted().empty());
}

TEST_P(RunSetAside, a_pause_that_begins_behind_the_clock_of_another_server_is_over) {
  const auto bad = run_of("bad", {a_node("a")});
  refuse_end_of(bad);
  world.settle();
  cure("job_instance");
  run_script("UPDATE set_aside SET paused_at = paused_at + 86400000000, next_try = next_try + 86400000000");
  world.settle();
  EXPECT_EQ(world.states(bad), (Lines{"success", "a success"}));
}

TEST_P(RunSetAside, a_handle_of_a_run_that_is_set_aside_is_recorded) {
  executor().hold("b");
  const auto bad = run_of("bad", {a_node("a"), a_node("b")});
  refuse_end_of(bad);
  refuse("node_attempt", "INSERT", is(bad, "instance_id") + " AND NEW.ordinal = 0 AND NEW.ended_at IS NOT NULL");
  world.settle();
  EXPECT_EQ(query("SELECT handle AS value FROM node_instance WHERE name = 'b'"), "process 102")
      << "what runs must be found again";
}

TEST_P(RunSetAside, an_error_of_the_store_sets_nothing_aside_and_running_out_of_time_only_the_third_time) {
  if (is_sqlite()) GTEST_SKIP() << "only PostgreSQL can be made to answer so";
  const auto bad = run_of("bad", {a_node("a")});
  const auto good = run_of("good", {a_node("b")});
  sql_state = "53100";  // disk full
  refuse_end_of(bad);
  const auto now = world.installation.clock.now();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(world.engine->run_until_idle(now));
  EXPECT_TRUE(counted().empty());
  cure("job_instance");

  sql_state = "57014";  // canceled by the time limit
  refuse_end_of(bad);
  EXPECT_TRUE(world.engine->run_until_idle(now));
  EXPECT_EQ(world.states(good).front(), "success");
  EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"run", 1}}));
}

INSTANTIATE_TEST_SUITE_P(Store, RunSetAside, each_dialect(), dialect_name);

TEST_P(RunSetAside, how_often_a_run_was_tried_that_fails_again_in_a_round_outlives_the_server) {
  const auto bad = run_of("bad", {a_node("a")});
  refuse("node_instance", "INSERT", is(bad, "instance_id"));  // it is taken back, and cannot be admitted then
  const auto tries = [&] { return query("SELECT CAST(tries AS TEXT) AS value FROM set_aside"); };
  world.settle();
  EXPECT_EQ(tries(), "1");
  world.step(seconds{6});
  EXPECT_EQ(tries(), "2");

  world.crash();
  world.step(seconds{11});
  EXPECT_EQ(tries(), "3");
  EXPECT_EQ(audit().size(), 1U);

  cure("node_instance");
  world.step(seconds{21});
  EXPECT_EQ(world.states(bad), (Lines{"success", "a success"}));
  const auto known = [&] { return query("SELECT CAST(count(*) AS TEXT) AS value FROM past_set_aside"); };
  EXPECT_EQ(known(), "1");
  app::ForgetExpiredTask forget(world.context());
  must(forget.run_once(world.installation.clock.now()));
  EXPECT_EQ(known(), "0");
}

TEST_P(RunSetAside, a_start_or_a_deployment_that_mends_a_job_has_its_planning_tried_at_once) {
  const auto cron = a_cron("0 0/30 * * * ?");
  world.release(a_job_of("bad", {a_node("a")}, cron));
  world.start("bad");
  const auto fail_to_plan = [&] {
    refuse("job_instance", "INSERT", "NEW.job_name = 'bad'");
    world.step(minutes{30});
    EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"plan", 1}}));
    cure("job_instance");
    world.settle();
    EXPECT_EQ(counted().size(), 1U) << "its pause is not over";
  };
  fail_to_plan();
  world.start("bad");
  world.settle();
  EXPECT_EQ(world.plan_times(), Lines{"12:30 success"});

  fail_to_plan();
  world.change(a_job_of("bad", {a_node("b")}, cron));
  world.settle();
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success"}));
  EXPECT_TRUE(counted().empty());
}

TEST_P(RunSetAside, what_cannot_be_read_of_a_run_is_told_and_it_is_listed_and_stopped) {
  executor().hold("a");
  const auto running = run_of("daily", {a_node("a"), a_node("b", {"a"})});
  world.settle();
  world.installation.clock.step(seconds{1});
  const auto waiting = world.run_once("daily");
  run_script("UPDATE job_instance SET parameters = '['");
  run_script("UPDATE environment_job SET parameters = '['");
  run_script("UPDATE audit SET detail = '['");

  EXPECT_EQ(world.states(running), (Lines{"running", "a running", "b waiting"}));
  EXPECT_EQ(world.states(waiting), (Lines{"waiting", "a waiting", "b waiting"}));
  EXPECT_NE(message_of(running).find("its parameters cannot be read"), std::string::npos) << message_of(running);
  EXPECT_EQ(world.runs().size(), 2U);
  EXPECT_TRUE(audit().empty()) << "the list goes on";

  for (const auto id : {waiting, running}) must(app::stop_job_instance(world.context(), world.as("operator"), "daily", id));
  world.settle();

  EXPECT_EQ(world.states(waiting).front(), "stopped");
  EXPECT_EQ(world.states(running), (Lines{"stopped", "a stopped", "b stopped"}));
  EXPECT_TRUE(counted().empty());
  EXPECT_EQ(uncounted(), "0");
}

TEST_P(RunSetAside, a_run_that_is_set_aside_and_unreadable_ends_when_it_is_stopped) {
  executor().hold("first");
  const auto bad = run_of("bad", {a_node("first"), a_node("a", {"first"})});
  world.settle();
  run_script("UPDATE job_instance SET parameters = '['");
  executor().finish("first");
  world.settle();
  EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"run", 1}}));
  EXPECT_NE(message_of(bad).find("set aside since"), std::string::npos);

  must(app::stop_job_instance(world.context(), world.as("operator"), "bad", bad));
  world.settle();

  EXPECT_EQ(world.states(bad), (Lines{"stopped", "first success", "a stopped"}));
  EXPECT_TRUE(counted().empty());
  EXPECT_EQ(uncounted(), "0");
}

TEST_P(RunSetAside, nothing_is_told_of_one_whose_transaction_failed) {
  const auto bad = run_of("bad", {a_node("a")});
  refuse_end_of(bad);
  refuse("kept_outcome", "INSERT", is(bad, "instance_id"));
  ::testing::internal::CaptureStderr();
  const auto settled = world.engine->run_until_idle(world.installation.clock.now());
  const auto refused_log = ::testing::internal::GetCapturedStderr();
  EXPECT_FALSE(settled);
  EXPECT_EQ(refused_log.find("\"set_aside\""), std::string::npos) << refused_log;

  cure("kept_outcome");
  ::testing::internal::CaptureStderr();
  world.step(seconds{6});
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("\"set_aside\""), std::string::npos);
}

// Two servers on one PostgreSQL: what one of them is just trying is that one's, and the other goes on.
TEST_P(RunSetAside, a_planning_that_another_server_is_trying_is_left_to_it) {
  if (is_sqlite()) GTEST_SKIP() << "one process owns the file";
  const auto cron = a_cron("0 0/30 * * * ?");
  world.release(a_job_of("bad", {a_node("a")}, cron));
  world.release(a_job_of("good", {a_node("b")}, cron));
  world.start("bad");
  world.start("good");
  refuse("job_instance", "INSERT", "NEW.job_name = 'bad'");
  world.step(minutes{30});
  EXPECT_EQ(counted(), (std::map<std::string, std::int64_t>{{"plan", 1}}));
  cure("job_instance");

  SecondSession other(world.installation.database());
  other.begin_write();
  other.run("SELECT tries FROM set_aside FOR UPDATE");
  world.step(minutes{30});
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "13:00 success"})) << "the good one's";
  other.rollback();

  // Now both have time for it.
  app::JobCache jobs;
  app::PlanInstancesTask here(world.context(), jobs, [] {}), there(world.context(), jobs, [] {});
  const auto now = world.installation.clock.now();
  auto tried = std::async(std::launch::async, [&] { return there.run_once(now); });
  EXPECT_TRUE(here.run_once(now));
  EXPECT_TRUE(tried.get());
  world.settle();
  EXPECT_EQ(world.plan_times(), (Lines{"12:30 success", "12:30 success", "13:00 success", "13:00 success"})) << "each time once";
  EXPECT_TRUE(counted().empty());
}

}  // namespace
}  // namespace slipway::test
