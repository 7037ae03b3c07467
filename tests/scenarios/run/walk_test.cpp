// How an instance walks its graph.
#include <gtest/gtest.h>

#include "app/ports/people/audit_log.h"
#include "app/run/test_run.h"
#include "scenarios/run/run_world.h"

namespace slipway::test {
namespace {

using Kind = instance::Outcome;

class RunWalk : public RunScenario {};
INSTANTIATE_TEST_SUITE_P(Store, RunWalk, each_dialect(), dialect_name);

TEST_P(RunWalk, a_chain_runs_one_node_after_another) {
  world.release(a_job_of("daily", {a_node("c", {"b"}), a_node("a"), a_node("b", {"a"})}));

  const auto id = world.run_once("daily");
  world.settle();

  EXPECT_EQ(executor().starts(), (Lines{"a 1", "b 1", "c 1"}));
  EXPECT_EQ(world.states(id), (Lines{"success", "c success", "a success", "b success"}));
  const auto run = world.view(id).instance;
  EXPECT_EQ(run.kind, instance::InstanceKind::run_once);
  EXPECT_EQ(run.version, 1);
  EXPECT_TRUE(run.started_at && run.ended_at);
  EXPECT_EQ(run.facts.unfinished_nodes, 0);
}

TEST_P(RunWalk, a_diamond_waits_for_both_sides) {
  world.release(
      a_job_of("daily", {a_node("top"), a_node("left", {"top"}), a_node("right", {"top"}), a_node("bottom", {"left", "right"})}));
  executor().hold("left");
  executor().hold("right");
  const auto id = world.run_once("daily");

  world.settle();
  EXPECT_EQ(executor().running_nodes(), (Lines{"left", "right"})) << "branches run side by side";
  executor().finish("right");
  world.settle();
  EXPECT_EQ(world.states(id), (Lines{"running", "top success", "left running", "right success", "bottom waiting"}));
  executor().finish("left");
  world.settle();

  EXPECT_EQ(world.states(id).front(), "success");
  EXPECT_EQ(executor().starts().back(), "bottom 1");
}

TEST_P(RunWalk, no_more_nodes_run_than_there_are_slots) {
  Lines nodes;
  for (int i = 0; i < 7; ++i) nodes.push_back(a_node("n" + std::to_string(i)));
  world.release(a_job_of("wide", nodes));
  executor().slots = 3;
  for (int i = 0; i < 7; ++i) executor().hold("n" + std::to_string(i));
  const auto id = world.run_once("wide");

  world.settle();
  EXPECT_EQ(executor().running(), 3U);
  for (int i = 0; i < 7; ++i) {
    executor().finish("n" + std::to_string(i));
    world.settle();
    EXPECT_LE(executor().running(), 3U);
  }

  EXPECT_EQ(world.states(id).front(), "success");
}

TEST_P(RunWalk, a_failure_under_fail_starts_nothing_new_and_lets_running_siblings_end) {
  world.release(a_job_of("daily", {a_node("bad"), a_node("slow"), a_node("after_bad", {"bad"}), a_node("after_slow", {"slow"})}));
  executor().hold("bad");
  executor().hold("slow");
  const auto id = world.run_once("daily");
  world.settle();

  executor().finish("bad", Kind::failed);
  world.settle();
  EXPECT_EQ(world.states(id), (Lines{"running", "bad fail", "slow running", "after_bad skip", "after_slow skip"}));
  executor().finish("slow");
  world.settle();

  EXPECT_EQ(world.states(id), (Lines{"fail", "bad fail", "slow success", "after_bad skip", "after_slow skip"}));
  EXPECT_EQ(world.view(id).instance.facts.message, "node 'bad' failed: exit code 1");
}

TEST_P(RunWalk, a_failure_under_ignore_lets_successors_go_on) {
  world.release(a_job_of("daily", {a_node("bad", {}, R"("failPolicy":"IGNORE")"), a_node("next", {"bad"})}));
  executor().ends_with("bad", {Kind::failed});

  const auto id = world.run_once("daily");
  world.settle();

  EXPECT_EQ(world.states(id), (Lines{"success", "bad fail", "next success"}));
  EXPECT_TRUE(world.view(id).instance.facts.is_failure_ignored);
}

TEST_P(RunWalk, a_retry_waits_for_its_interval) {
  world.release(a_job_of("daily", {a_node("shaky", {}, R"("retryTimes":2,"retryInterval":30)")}));
  executor().ends_with("shaky", {Kind::failed, Kind::failed});
  const auto id = world.run_once("daily");

  world.settle();
  EXPECT_EQ(executor().starts(), (Lines{"shaky 1"}));
  world.step(std::chrono::seconds{29});
  EXPECT_EQ(executor().starts(), (Lines{"shaky 1"}));
  world.step(std::chrono::seconds{1});
  EXPECT_EQ(executor().starts(), (Lines{"shaky 1", "shaky 2"}));
  world.step(std::chrono::seconds{30});

  EXPECT_EQ(world.states(id), (Lines{"success", "shaky success"}));
  const auto attempts = world.view(id).attempts;
  ASSERT_EQ(attempts.size(), 3U);
  EXPECT_EQ(attempts[0].outcome->kind, instance::Outcome::failed);
  EXPECT_EQ(attempts[0].outcome->message, "exit code 1");
  EXPECT_EQ(attempts[2].outcome->kind, instance::Outcome::succeeded);
}

TEST_P(RunWalk, retries_used_up_fail_the_instance) {
  world.release(a_job_of("daily", {a_node("bad", {}, R"("retryTimes":1,"retryInterval":5)")}));
  executor().ends_with("bad", {Kind::failed, Kind::failed, Kind::failed});
  const auto id = world.run_once("daily");

  world.settle();
  world.step(std::chrono::seconds{5});
  world.step(std::chrono::hours{1});

  EXPECT_EQ(executor().starts(), (Lines{"bad 1", "bad 2"}));
  EXPECT_EQ(world.states(id), (Lines{"fail", "bad fail"}));
}

TEST_P(RunWalk, a_node_between_two_attempts_ends_with_its_failed_instance) {
  world.release(a_job_of("daily", {a_node("shaky", {}, R"("retryTimes":5,"retryInterval":60)"), a_node("bad")}));
  executor().ends_with("shaky", {Kind::failed});
  executor().hold("bad");
  const auto id = world.run_once("daily");
  world.settle();

  executor().finish("bad", Kind::failed);
  world.settle();

  EXPECT_EQ(world.states(id), (Lines{"fail", "shaky fail", "bad fail"}));
  world.step(std::chrono::hours{1});
  EXPECT_EQ(executor().starts().size(), 2U) << "nothing starts after the end";
}

TEST_P(RunWalk, the_time_limit_fails_a_node_and_is_retried_only_where_it_says_so) {
  world.release(a_job_of("strict", {a_node("a", {}, R"("retryTimes":1,"retryInterval":5,"maxExecutionTime":7)")}));
  world.release(a_job_of("patient", {a_node("b", {}, R"("retryTimes":1,"retryInterval":5,"execTimeOutRetry":"true")")}));
  executor().ends_with("a", {Kind::timed_out});
  executor().ends_with("b", {Kind::timed_out});
  const auto strict = world.run_once("strict");
  const auto patient = world.run_once("patient");

  world.settle();
  world.step(std::chrono::seconds{5});

  EXPECT_EQ(world.states(strict), (Lines{"fail", "a fail"}));
  EXPECT_EQ(world.states(patient), (Lines{"success", "b success"}));
  EXPECT_EQ(executor().runs.front().time_limit, std::chrono::minutes{7});
}

TEST_P(RunWalk, a_dry_run_succeeds_without_a_process) {
  world.release(a_job_of("daily", {a_node("a"), a_node("b", {"a"})}, execute_once, R"("emptyRunningJob":"1")"));

  const auto id = world.run_once("daily");
  world.settle();

  EXPECT_EQ(world.states(id), (Lines{"success", "a success", "b success"}));
  EXPECT_TRUE(executor().runs.empty());
}

TEST_P(RunWalk, a_node_that_is_a_dry_run_succeeds_unrun_between_those_that_run) {
  const auto dry = R"({"name":"b","type":"Shell","location":{},"preNodeName":["a"],"properties":[
      {"name":"statement","value":"exit 1"},{"name":"emptyRunningJob","value":"1"}]})";
  world.release(a_job_of("daily", {a_node("a"), dry, a_node("c", {"b"})}));

  const auto id = world.run_once("daily");
  world.settle();

  EXPECT_EQ(world.states(id), (Lines{"success", "a success", "b success", "c success"}));
  ASSERT_EQ(executor().runs.size(), 2U);
  EXPECT_EQ(executor().runs[0].node_name, "a");
  EXPECT_EQ(executor().runs[1].node_name, "c");
}

TEST_P(RunWalk, nodes_get_their_text_with_parameters_filled_in) {
  world.release_script("load.sh", "load ${day} ${table} ${HOME}");
  const auto scripted = R"({"name":"b","type":"Shell","location":{},"preNodeName":["a"],"properties":[
      {"name":"scriptName","value":"load.sh"},{"name":"scriptArgs","value":"table=sales\nday=never"},{"name":"arguments","value":"-d ${day}"}]})";
  world.release(a_job_of("daily", {a_node("a"), scripted}, execute_once, R"("params":[{"name":"day","value":"monday"}])"));

  world.run_once("daily", {{"day", "friday"}});
  world.settle();

  ASSERT_EQ(executor().runs.size(), 2U);
  EXPECT_EQ(executor().runs[0].text, "echo a, day friday");
  EXPECT_EQ(executor().runs[1].text, "load friday sales ${HOME}");
  EXPECT_EQ(executor().runs[1].arguments, (Lines{"-d", "friday"}));
  EXPECT_EQ(executor().runs[1].variables, Lines{"SLIPWAY_PARAM_day=friday"});
  EXPECT_EQ(executor().runs[1].job_name, "daily");
  EXPECT_EQ(executor().runs[1].project_id, world.installation.project.text());
}

TEST_P(RunWalk, a_value_of_a_call_that_is_code_is_refused_by_every_way_to_run_it) {
  const auto job = a_job_of("daily", {a_node("a")}, execute_once, R"("params":[{"name":"day","value":"monday"}])");
  world.release(job);
  const std::vector<catalog::JobParameter> code{{"day", "$(id)"}};

  EXPECT_EQ(code_of(app::start_job(world.context(), world.as("operator"), {"daily", code})), "run.parameter_not_plain");
  EXPECT_EQ(code_of(app::run_once(world.context(), world.as("operator"), {"daily", code})), "run.parameter_not_plain");
  EXPECT_EQ(code_of(app::test_run(world.context(), world.as("dev"), {"daily", code})), "run.parameter_not_plain");
  world.settle();
  EXPECT_TRUE(executor().runs.empty());
}

// Clients send what the job never declared: it is taken, kept and told, and reaches nodes as variables only.
TEST_P(RunWalk, an_undeclared_value_reaches_nodes_as_a_variable_and_the_audit_log_without_secrets) {
  world.release(a_job_of("daily", {a_node("a")}, execute_once, R"("params":[{"name":"day","value":"monday"}])"));

  world.run_once("daily", {{"who", "$(id)"}, {"db_password", "hunter2"}});
  world.settle();

  ASSERT_EQ(executor().runs.size(), 1U);
  EXPECT_EQ(executor().runs[0].variables,
            (Lines{"SLIPWAY_PARAM_day=monday", "SLIPWAY_PARAM_db_password=hunter2", "SLIPWAY_PARAM_who=$(id)"}));
  const auto rows =
      must(world.installation.store().read([&](app::Tx& tx) { return tx.audit().list(world.installation.simple.id, 0, 1); }));
  ASSERT_EQ(rows.front().entry.action, "job.run_once");
  EXPECT_EQ(base::format_json(*rows.front().entry.detail.find("parameters")),
            R"json({"db_password":"*********","who":"$(id)"})json");
}

TEST_P(RunWalk, what_a_later_version_says_is_asked_again_when_the_node_starts) {
  const std::string cron = a_cron("0 * * * * ?");
  const auto plain = R"({"name":"a","type":"Shell","location":{},"properties":[{"name":"statement","value":"true"}]})";
  world.release(a_job_of("daily", {plain}, cron));
  world.start("daily", {{"who", "$(id)"}});
  const auto naming = R"({"name":"a","type":"Shell","location":{},"properties":[{"name":"statement","value":"echo ${who}"}]})";
  world.change(a_job_of("daily", {naming}, cron));

  world.step(std::chrono::minutes{1});

  EXPECT_TRUE(executor().runs.empty()) << "it was refused before it was started";
  ASSERT_EQ(world.runs().size(), 1U);
  const auto id = world.runs().front().id;
  EXPECT_EQ(world.states(id), (Lines{"fail", "a fail"}));
  EXPECT_NE(world.view(id).attempts.back().outcome->message.find("SLIPWAY_PARAM_who"), std::string::npos);
}

TEST_P(RunWalk, nodes_of_a_project_run_as_the_user_that_is_set_for_it) {
  world.release(a_job_of("daily", {a_node("a")}));
  world.run_once("daily");
  world.settle();
  EXPECT_EQ(executor().runs[0].run_as, "") << "the executor's own setting";

  world.run_as_by_project = {{world.installation.project.text(), "sales"}, {std::string(32, '0'), "others"}};
  world.crash();
  world.installation.clock.step(std::chrono::seconds{1});
  world.run_once("daily");
  world.settle();
  EXPECT_EQ(executor().runs[0].run_as, "sales");
}

TEST_P(RunWalk, an_instance_keeps_the_version_and_scripts_it_was_made_with) {
  world.release_script("load.sh", "old text");
  const auto job = [](const std::string& name) {
    return R"({"name":")" + name + R"(","type":"Shell","location":{},"properties":[{"name":"scriptName","value":"load.sh"}]})";
  };
  world.release(a_job_of("daily", {job("old")}));
  world.run_once("daily");
  must(app::update_object(world.context(), world.as("dev"), catalog::ObjectKind::script, "load.sh",
                          base::Json::Object{{"name", "load.sh"}, {"type", "Shell"}, {"content", "new text"}}));
  world.change(a_job_of("daily", {job("new")}));

  world.settle();
  world.run_once("daily");
  world.settle();

  ASSERT_EQ(executor().runs.size(), 2U);
  EXPECT_EQ(executor().runs[0].node_name, "old");
  EXPECT_EQ(executor().runs[0].text, "old text");
  EXPECT_EQ(executor().runs[1].node_name, "new");
  EXPECT_EQ(executor().runs[1].text, "new text");
}

}  // namespace
}  // namespace slipway::test
