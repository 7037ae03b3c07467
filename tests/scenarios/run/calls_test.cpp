// The calls that start, stop and show runs.
#include <gtest/gtest.h>

#include <tuple>

#include "app/catalog/list_objects.h"
#include "app/jobs/start_released_job.h"
#include "app/ports/catalog/object_repository.h"
#include "app/run/read_node_log.h"
#include "app/run/show_job_status.h"
#include "app/run/stop_job.h"
#include "app/run/stop_job_instance.h"
#include "app/run/test_run.h"
#include "domain/catalog/content.h"
#include "scenarios/release/release_project.h"
#include "scenarios/run/run_world.h"
#include "support/fake_attempt_logs.h"

namespace slipway::test {
namespace {

using instance::InstanceState;

class RunCalls : public RunScenario {
 protected:
  app::JobStatus status(const std::string& job) { return must(app::show_job_status(world.context(), world.as("viewer"), job)); }
  Result<void> stop(const std::string& job, JobInstanceId id) {
    return app::stop_job_instance(world.context(), world.as("operator"), job, id);
  }
};
INSTANTIATE_TEST_SUITE_P(Store, RunCalls, each_dialect(), dialect_name);

TEST_P(RunCalls, a_job_that_is_not_released_is_named) {
  const auto started = app::start_job(world.context(), world.as("operator"), {"nothing", {}});

  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "run.job_not_released");
  EXPECT_NE(started.error().message.find("'nothing'"), std::string::npos);
  EXPECT_EQ(code_of(app::run_once(world.context(), world.as("operator"), {"nothing", {}})), "run.job_not_released");
  EXPECT_EQ(code_of(app::stop_job(world.context(), world.as("operator"), "nothing")), "run.job_not_released");
  EXPECT_EQ(code_of(app::show_job_status(world.context(), world.as("viewer"), "nothing")), "run.job_not_released");
}

TEST_P(RunCalls, a_run_once_job_is_normal_while_it_runs_and_stopped_afterwards) {
  world.release(a_job_of("single", {a_node("a")}));
  executor().hold("a");
  EXPECT_EQ(status("single").status, app::ScheduleStatus::stopped);

  world.start("single");
  world.settle();
  EXPECT_EQ(status("single").status, app::ScheduleStatus::scheduling);
  EXPECT_EQ(code_of(app::start_job(world.context(), world.as("operator"), {"single", {}})), "run.still_going");
  executor().finish("a");
  world.settle();

  const auto ended = status("single");
  EXPECT_EQ(ended.status, app::ScheduleStatus::stopped);
  EXPECT_TRUE(ended.started_at && ended.ended_at);
  EXPECT_EQ(ended.created_by, "dev");
  world.step(std::chrono::seconds{1});
  world.start("single");
  EXPECT_EQ(status("single").status, app::ScheduleStatus::scheduling) << "it may run again";
}

TEST_P(RunCalls, what_is_told_of_a_job_goes_by_the_schedule_of_its_version_in_production) {
  const std::string cron = a_cron("0 0 3 * * ?");
  world.release(a_job_of("daily", {a_node("a")}, cron));
  const auto listed = [&] {
    return must(app::list_jobs(world.context(), world.as("viewer"), {})).jobs.front().activity.shown_status();
  };
  executor().hold("a");
  const auto first = world.run_once("daily");
  world.settle();
  EXPECT_EQ(status("daily").status, app::ScheduleStatus::stopped) << "a run by hand does not make a cron job scheduling";
  EXPECT_EQ(listed(), app::ScheduleStatus::stopped);
  must(stop("daily", first));
  world.settle();

  world.start("daily");
  must(app::stop_job(world.context(), world.as("operator"), "daily"));
  world.change(a_job_of("daily", {a_node("a")}));
  world.start("daily");
  world.settle();
  EXPECT_EQ(status("daily").status, app::ScheduleStatus::scheduling) << "what it was before does not matter";
  EXPECT_EQ(listed(), app::ScheduleStatus::scheduling);
  executor().finish("a");
  world.settle();
  EXPECT_EQ(status("daily").status, app::ScheduleStatus::stopped);
  EXPECT_EQ(listed(), app::ScheduleStatus::stopped);
}

TEST_P(RunCalls, the_status_tells_who_submitted_what_production_has_and_not_of_the_draft) {
  ReleaseProject project(GetParam());
  project.submit_job("single");
  const auto submitted_at = project.installation.clock.now();
  project.deploy(project.package({"single"}));
  const auto show = [&] { return must(app::show_job_status(project.context(), project.installation.as("viewer"), "single")); };

  project.installation.clock.step(std::chrono::hours{1});
  auto draft = a_job_of("single", {a_node("a")});
  draft.set("targetStatus", "SAVED");
  must(app::update_object(project.context(), project.installation.as("dev2"), catalog::ObjectKind::job, "single", draft));
  EXPECT_EQ(show().updated_at, submitted_at);
  EXPECT_EQ(show().updated_by, "dev");

  must(app::delete_object(project.context(), project.installation.as("dev2"), catalog::ObjectKind::job, "single"));
  EXPECT_EQ(show().updated_by, "dev");
  EXPECT_EQ(show().created_by, "dev");
}

TEST_P(RunCalls, a_test_run_in_a_simple_workspace_is_no_run_of_production) {
  world.release(a_job_of("single", {a_node("a")}));
  executor().hold("a");
  must(app::test_run(world.context(), world.as("dev"), {"single", {}}));
  world.settle();

  EXPECT_EQ(status("single").status, app::ScheduleStatus::stopped);
  const auto listed = must(app::list_jobs(world.context(), world.as("viewer"), {})).jobs.front();
  EXPECT_EQ(listed.activity.shown_status(), app::ScheduleStatus::stopped);
  EXPECT_FALSE(listed.activity.newest_started_at);
}

TEST_P(RunCalls, what_the_engine_does_not_do_yet_refuses_every_way_to_run_it) {
  world.release(a_job_of("odd", {a_node("a", {}, R"("conditions":[{"preNodeName":"a","expression":"#{true}"}])")}));

  EXPECT_EQ(code_of(app::start_job(world.context(), world.as("operator"), {"odd", {}})), "run.not_yet_supported");
  EXPECT_EQ(code_of(app::run_once(world.context(), world.as("operator"), {"odd", {}})), "run.not_yet_supported");
  EXPECT_EQ(code_of(app::test_run(world.context(), world.as("dev"), {"odd", {}})), "run.not_yet_supported");
  world.settle();
  EXPECT_TRUE(world.runs().empty());
}

TEST_P(RunCalls, an_expression_in_a_script_refuses_every_way_to_run_its_jobs) {
  world.release_script("load.sh", "echo fine");
  world.release(
      a_job_of("odd", {R"({"name":"a","type":"Shell","location":{},"properties":[{"name":"scriptName","value":"load.sh"}]})"}));
  const auto waiting = world.run_once("odd");
  must(app::update_object(world.context(), world.as("dev"), catalog::ObjectKind::script, "load.sh",
                          base::Json::Object{{"name", "load.sh"}, {"type", "Shell"}, {"content", "echo #{Job.planTime}"}}));

  EXPECT_EQ(code_of(app::start_job(world.context(), world.as("operator"), {"odd", {}})), "run.not_yet_supported");
  EXPECT_EQ(code_of(app::run_once(world.context(), world.as("operator"), {"odd", {}})), "run.not_yet_supported");
  EXPECT_EQ(code_of(app::test_run(world.context(), world.as("dev"), {"odd", {}})), "run.not_yet_supported");
  world.settle();
  EXPECT_EQ(world.runs().size(), 1U);
  EXPECT_EQ(world.states(waiting), (Lines{"success", "a success"})) << "it runs the script of its own generation";
}

TEST_P(RunCalls, a_script_for_another_host_or_of_another_language_refuses_every_way_to_run_its_jobs) {
  world.release_script("load.sh", "echo fine");
  world.release(
      a_job_of("odd", {R"({"name":"a","type":"Shell","location":{},"properties":[{"name":"scriptName","value":"load.sh"}]})"}));
  const auto change_script = [&](const std::string& type, const std::string& connection) {
    must(app::update_object(
        world.context(), world.as("dev"), catalog::ObjectKind::script, "load.sh",
        base::Json::Object{{"name", "load.sh"}, {"type", type}, {"content", "echo fine"}, {"connectionName", connection}}));
  };

  for (const auto& [type, connection, field] :
       {std::tuple{"Shell", "edge-host", "connectionName edge-host"}, std::tuple{"PYTHON", "local", "type PYTHON"},
        std::tuple{"DLISQL", "", "type DLISQL"}}) {
    change_script(type, connection);
    const auto started = app::start_job(world.context(), world.as("operator"), {"odd", {}});
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, "run.not_yet_supported");
    EXPECT_NE(started.error().message.find(std::string(field) + " of script load.sh of node a"), std::string::npos)
        << started.error().message;
    EXPECT_EQ(code_of(app::run_once(world.context(), world.as("operator"), {"odd", {}})), "run.not_yet_supported");
    EXPECT_EQ(code_of(app::test_run(world.context(), world.as("dev"), {"odd", {}})), "run.not_yet_supported");
  }
  world.settle();
  EXPECT_TRUE(world.runs().empty());

  change_script("Shell", "local");
  world.start("odd");
  world.settle();
  EXPECT_EQ(world.states(world.runs().front().id), (Lines{"success", "a success"}));
}

TEST_P(RunCalls, an_expression_in_start_parameters_is_refused) {
  world.release(a_job_of("single", {a_node("a")}));

  EXPECT_EQ(code_of(app::run_once(world.context(), world.as("operator"), {"single", {{"day", "#{Job.planTime}"}}})),
            "run.not_yet_supported");
}

TEST_P(RunCalls, a_waiting_instance_is_stopped_at_once) {
  world.release(a_job_of("single", {a_node("a")}));
  const auto id = world.run_once("single");

  must(stop("single", id));
  must(stop("single", id));
  world.settle();

  EXPECT_EQ(world.states(id), (Lines{"stopped", "a stopped"}));
  EXPECT_TRUE(executor().runs.empty());
}

TEST_P(RunCalls, a_running_instance_is_stopped_with_its_processes) {
  world.release(a_job_of("single", {a_node("a"), a_node("b", {"a"})}));
  executor().hold("a");
  const auto id = world.run_once("single");
  world.settle();

  must(stop("single", id));
  EXPECT_EQ(world.states(id), (Lines{"running", "a running", "b stopped"}));
  world.settle();

  EXPECT_EQ(world.states(id), (Lines{"stopped", "a stopped", "b stopped"}));
  ASSERT_FALSE(executor().stopped.empty());
  EXPECT_EQ(executor().stopped.front().ordinal, 0);
  EXPECT_EQ(world.view(id).instance.facts.message, "stopped by operator");
}

TEST_P(RunCalls, an_instance_that_has_ended_or_is_another_jobs_cannot_be_stopped) {
  world.release(a_job_of("single", {a_node("a")}));
  const auto id = world.run_once("single");
  world.settle();

  EXPECT_EQ(code_of(stop("single", id)), "instance.already_ended");
  world.release(a_job_of("other", {a_node("a")}));
  EXPECT_EQ(code_of(stop("other", id)), "instance.not_found");
  const auto absent = stop("absent", id);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, "run.job_not_released");
  EXPECT_NE(absent.error().message.find("'absent'"), std::string::npos);
  EXPECT_EQ(code_of(stop("single", JobInstanceId{999'999})), "instance.not_found");
  EXPECT_EQ(code_of(app::show_job_instance(world.context(), world.installation.as("viewer"), std::nullopt, id)),
            "instance.not_found")
      << "another workspace's";
}

TEST_P(RunCalls, a_test_run_uses_the_drafts_as_they_were_when_it_was_asked_for) {
  auto& installation = world.installation;
  auto dev = installation.as("dev");
  const auto put = [&](const std::string& text, bool is_new) {
    const base::Json body =
        base::Json::Object{{"name", "load.sh"}, {"type", "Shell"}, {"content", text}, {"targetStatus", "SAVED"}};
    must(is_new ? app::create_object(world.context(), dev, catalog::ObjectKind::script, body)
                : app::update_object(world.context(), dev, catalog::ObjectKind::script, "load.sh", body));
  };
  put("draft text", true);
  auto job =
      a_job_of("draft", {R"({"name":"a","type":"Shell","location":{},"properties":[{"name":"scriptName","value":"load.sh"}]})"});
  job.set("targetStatus", "SAVED");
  must(app::create_object(world.context(), dev, catalog::ObjectKind::job, job));

  const auto id = must(app::test_run(world.context(), dev, {"draft", {}}));
  put("later text", false);
  world.settle();

  ASSERT_EQ(executor().runs.size(), 1U);
  EXPECT_EQ(executor().runs.front().text, "draft text");
  const auto run = must(app::show_job_instance(world.context(), dev, "draft", id)).instance;
  EXPECT_EQ(run.kind, instance::InstanceKind::test_run);
  EXPECT_EQ(run.facts.state, InstanceState::success);
  EXPECT_EQ(run.version, 0);
}

TEST_P(RunCalls, a_stored_draft_that_a_newer_rule_would_refuse_runs_as_it_is) {
  auto dev = world.as("dev");
  world.release(a_job_of("draft", {a_node("a")}));
  auto& store = world.installation.store();
  must(store.write([&](app::Tx& tx) -> Result<void> {
    auto row = must(tx.objects().find_row(dev.workspace.id, catalog::ObjectKind::job, "draft")).value();
    const auto older =
        a_job_of("draft", {a_node("a", {}, R"("retryTimes":9)")}, execute_once, R"("directory":"of another form")");
    return tx.objects().update_draft(row.object, catalog::make_content(older, base::Json::Object{}));
  }));

  const auto id = must(app::test_run(world.context(), dev, {"draft", {}}));
  world.settle();

  EXPECT_EQ(world.states(id), (Lines{"success", "a success"}));
}

TEST_P(RunCalls, a_start_date_is_judged_in_the_jobs_zone) {  // it is noon of 2026-11-18 in UTC
  const auto cron_in = [](const std::string& zone) {
    return R"({"type":"CRON","cron":{"startTime":"2020-01-01T00:00:00+00","expression":"0 0 1 * * ?","expressionTimeZone":")" +
           zone + R"("}})";
  };
  world.release(a_job_of("east", {a_node("a")}, cron_in("GMT+13")));
  world.release(a_job_of("west", {a_node("a")}, cron_in("GMT-13")));
  world.release(a_job_of("once", {a_node("a")}));
  const auto start = [&](const std::string& job, std::int64_t date) {
    return code_of(app::start_job(world.context(), world.as("operator"), {job, {}, date}));
  };
  const auto run_once = [&](const std::string& job, std::int64_t date) {
    return code_of(app::run_once(world.context(), world.as("operator"), {job, {}, date}));
  };

  EXPECT_EQ(start("east", 20261120), "run.not_yet_supported");
  EXPECT_EQ(start("east", 20261119), "");
  EXPECT_EQ(start("west", 20261118), "run.not_yet_supported");
  EXPECT_EQ(run_once("west", 20261118), "run.not_yet_supported");
  EXPECT_EQ(run_once("west", 20261117), "");
  EXPECT_EQ(start("once", 20261119), "run.not_yet_supported");
  EXPECT_EQ(start("once", 20261118), "");
}

TEST_P(RunCalls, a_test_run_is_stopped_by_who_develops_though_its_job_was_never_released) {
  auto& installation = world.installation;
  auto job = a_job_of("draft", {a_node("a")});
  job.set("targetStatus", "SAVED");
  must(app::create_object(world.context(), installation.as("dev"), catalog::ObjectKind::job, job));
  executor().hold("a");
  const auto id = must(app::test_run(world.context(), installation.as("dev"), {"draft", {}}));
  world.settle();
  const auto stop_as = [&](std::string_view person) {
    return code_of(app::stop_job_instance(world.context(), installation.as(person), "draft", id));
  };

  EXPECT_EQ(stop_as("operator"), "access.forbidden");
  EXPECT_EQ(stop_as("viewer"), "access.forbidden");
  EXPECT_EQ(stop_as("dev2"), "");
  world.settle();

  const auto ended = must(app::show_job_instance(world.context(), installation.as("viewer"), "draft", id));
  EXPECT_EQ(ended.instance.facts.state, InstanceState::stopped);
  EXPECT_EQ(ended.instance.facts.message, "stopped by dev2");
}

TEST_P(RunCalls, a_run_of_production_is_not_stopped_by_a_developer_of_an_enterprise_workspace) {
  ReleaseProject project(GetParam());
  project.submit_job("single");
  project.deploy(project.package({"single"}));
  const auto id = must(app::run_once(project.context(), project.installation.as("operator"), {"single", {}}));

  const auto stop_as = [&](std::string_view person) {
    return code_of(app::stop_job_instance(project.context(), project.installation.as(person), "single", id));
  };
  EXPECT_EQ(stop_as("dev"), "access.forbidden");
  EXPECT_EQ(stop_as("operator"), "");
}

TEST_P(RunCalls, a_test_run_without_its_script_names_node_and_script) {
  auto dev = world.installation.as("dev");
  auto job =
      a_job_of("draft", {R"({"name":"a","type":"Shell","location":{},"properties":[{"name":"scriptName","value":"load.sh"}]})"});
  job.set("targetStatus", "SAVED");
  must(app::create_object(world.context(), dev, catalog::ObjectKind::job, job));

  const auto refused = app::test_run(world.context(), dev, {"draft", {}});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "run.script_missing");
  EXPECT_NE(refused.error().message.find("'load.sh'"), std::string::npos);
  EXPECT_EQ(code_of(app::test_run(world.context(), dev, {"nothing", {}})), "job.not_found");
}

TEST_P(RunCalls, a_deployment_runs_a_run_once_job_once_however_often_it_asks) {
  ReleaseProject project(GetParam());
  project.submit_job("single");
  project.deploy(project.package({"single"}));
  const auto production = project.installation.production();
  const auto job = must(project.installation.store().read([&](app::Tx& tx) {
    return tx.environments().find_object(production.id, production.generation, catalog::ObjectKind::job, "single");
  }));
  const auto start = [&](std::int64_t deployment) {
    const auto started = must(project.installation.store().write([&](app::Tx& tx) {
      return app::start_deployed_jobs(project.context(), tx,
                                      {.environment = production,
                                       .by = project.installation.user("deployer"),
                                       .deployment = release::DeploymentId{deployment}},
                                      {*job});
    }));
    EXPECT_TRUE(started.front());
  };

  start(1);
  project.installation.clock.step(std::chrono::seconds{1});
  start(1);
  EXPECT_EQ(must(app::list_job_instances(project.context(), project.installation.as("viewer"), {})).total, 1);
  start(2);

  EXPECT_EQ(must(app::list_job_instances(project.context(), project.installation.as("viewer"), {})).total, 2);
}

TEST_P(RunCalls, instances_are_listed_by_plan_time_and_filtered) {
  world.release(a_job_of("Alpha", {a_node("a")}));
  world.release(a_job_of("beta", {a_node("b")}));
  executor().ends_with("b", {instance::Outcome::failed});
  world.run_once("Alpha");
  world.step(std::chrono::minutes{1});
  world.run_once("beta");
  world.step(std::chrono::minutes{1});
  const auto list = [&](const app::ListInstances& request) {
    Lines names;
    for (const auto& row : must(app::list_job_instances(world.context(), world.as("viewer"), request)).rows)
      names.push_back(row.job_name);
    return names;
  };

  app::ListInstances request;
  EXPECT_EQ(list(request), (Lines{"beta", "Alpha"}));
  request.filter.job_name = "ALPH";
  EXPECT_EQ(list(request), (Lines{"Alpha"}));
  request.filter.is_name_exact = true;
  EXPECT_EQ(list(request), Lines{});
  request = {};
  request.filter.states = std::vector{InstanceState::fail, InstanceState::running};
  EXPECT_EQ(list(request), (Lines{"beta"}));
  request.filter.states = std::vector<InstanceState>{};
  EXPECT_EQ(list(request), Lines{}) << "a state that nothing can have";
  request = {};
  request.filter.kind = instance::InstanceKind::scheduled;
  EXPECT_EQ(list(request), Lines{});
  request = {};
  request.filter.limit = 1;
  request.filter.skip = 1;
  EXPECT_EQ(list(request), (Lines{"Alpha"}));
  request.filter.skip = 5;
  const auto beyond = must(app::list_job_instances(world.context(), world.as("viewer"), request));
  EXPECT_EQ(beyond.rows.size(), 0U);
  EXPECT_EQ(beyond.total, 2);
  request = {};
  request.planned_from = world.installation.clock.now() - std::chrono::seconds{90};
  EXPECT_EQ(list(request), (Lines{"beta"}));
  world.step(std::chrono::hours{24 * 8});
  EXPECT_EQ(list({}), Lines{}) << "a list that does not say goes back seven days";
  request = {};
  request.filter.limit = 1'001;
  EXPECT_EQ(code_of(app::list_job_instances(world.context(), world.as("viewer"), request)), "instance.list_not_valid");
}

TEST_P(RunCalls, a_log_is_read_where_it_lies) {
  world.release(a_job_of("single", {a_node("a"), a_node("b", {"a"})}));
  executor().hold("b");
  const auto id = world.run_once("single");
  world.settle();
  const auto record = [&](const app::ServerIdentity& server) {
    must(world.installation.store().write(
        [&](app::Tx& tx) { return tx.incarnations().record_server(server, world.installation.clock.now()); }));
  };
  record(world.server);
  FakeAttemptLogs logs;
  const auto read = [&](const app::ServerIdentity& server, const std::string& node, std::optional<std::int64_t> attempt = {}) {
    return app::read_node_log(world.context(), logs, server, world.as("viewer"),
                              {.instance = id, .node_name = node, .attempt = attempt, .offset = 0});
  };

  const auto ended = must(read(world.server, "a"));
  EXPECT_EQ(ended.chunk.text, "log of logs/a");
  EXPECT_TRUE(ended.has_ended);
  EXPECT_FALSE(must(read(world.server, "b")).has_ended);
  EXPECT_TRUE(read({.id = world.server.id, .host_name = "renamed-host"}, "a")) << "what the host is called says nothing";
  record({.id = world.server.id, .host_name = "renamed-host"});
  const auto elsewhere = read({.id = std::string(32, '6'), .host_name = "test-host"}, "a");
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().code, "node.log_elsewhere");
  EXPECT_NE(elsewhere.error().message.find("renamed-host"), std::string::npos);
  EXPECT_EQ(code_of(read(world.server, "c")), "node.log_not_found");
  EXPECT_EQ(code_of(read(world.server, "a", 2)), "node.log_not_found");
}

TEST_P(RunCalls, a_log_of_the_first_version_which_names_only_the_host_is_found_where_it_lies) {
  constexpr std::string_view no_ids = "UPDATE node_attempt SET log_server = 'old-host'";
  constexpr store::Statement as_the_first_version_wrote{"as_the_first_version_wrote", no_ids, no_ids, {}};
  world.release(a_job_of("single", {a_node("a")}));
  const auto id = world.run_once("single");
  world.settle();
  must(world.installation.database()->write([&](store::Connection& connection) -> Result<void> {
    TRY(connection.execute(as_the_first_version_wrote));
    return {};
  }));
  FakeAttemptLogs logs;
  const auto read = [&](const std::string& host_name) {
    return app::read_node_log(world.context(), logs, {.id = world.server.id, .host_name = host_name}, world.as("viewer"),
                              {.instance = id, .node_name = "a", .attempt = {}, .offset = 0});
  };

  EXPECT_TRUE(read("old-host"));
  EXPECT_TRUE(read("renamed-host")) << "the file is here, so it is ours";

  logs.has_lost_logs = true;
  EXPECT_EQ(code_of(read("old-host")), "node.log_not_found");
  const auto elsewhere = read("other-host");
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().code, "node.log_elsewhere");
  EXPECT_NE(elsewhere.error().message.find("old-host"), std::string::npos);
}

TEST_P(RunCalls, what_was_started_and_stopped_is_in_the_audit_log) {
  world.release(a_job_of("single", {a_node("a")}));
  const auto before = world.installation.audit_of(world.installation.simple).size();
  const auto id = world.run_once("single");
  must(stop("single", id));
  world.step(std::chrono::seconds{1});
  world.start("single");
  must(app::stop_job(world.context(), world.as("operator"), "single"));

  auto rows = world.installation.audit_of(world.installation.simple);
  rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(before));
  EXPECT_EQ(rows, (Lines{"job.run_once single", "job.instance_stopped single", "job.started single", "job.stopped single"}));
}

}  // namespace
}  // namespace slipway::test
