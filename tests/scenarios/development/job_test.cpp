// What only jobs have: rules of a submitted graph and schedule, what comes after them, how they are listed.
#include <gtest/gtest.h>

#include "app/catalog/list_objects.h"
#include "scenarios/development/development_steps.h"

namespace slipway::test {
namespace {

class DevelopingJobs : public ::testing::TestWithParam<store::Dialect> {
 protected:
  Result<void> create(base::Json body) {
    return app::create_object(installation_.context(), installation_.as("dev"), ObjectKind::job, std::move(body));
  }
  static base::Json cron_job(const std::string& name, base::Json cron) {
    auto body = job_body(name);
    body.set("schedule", base::Json::Object{{"type", "CRON"}, {"cron", std::move(cron)}});
    return body;
  }

  TestInstallation installation_{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Development, DevelopingJobs, each_dialect(), dialect_name);

TEST_P(DevelopingJobs, what_cannot_run_is_saved_but_not_submitted) {
  struct Case {
    const char* member;
    const char* value;
    const char* code;
  };
  const Case cases[] = {
      {"nodes", "[]", "job.no_nodes"},
      {"nodes", R"([{"name":"a","type":"Dummy"},{"name":"a","type":"Dummy"}])", "job.node_name_twice"},
      {"nodes", R"([{"name":"a","type":"Dummy","preNodeName":["b"]}])", "job.unknown_predecessor"},
      {"nodes", R"([{"name":"a","type":"Dummy","preNodeName":["a"]}])", "job.cycle"},
      {"nodes", R"([{"name":"a","type":"Shell"}])", "job.node_property_missing"},
      {"schedule", R"({"type":"CRON"})", "job.schedule_not_valid"},
      {"schedule", R"({"type":"CRON","cron":{"startTime":"2026-11-24T00:00:00+08","expression":"1 0 1 * * ?"}})",
       "job.schedule_not_valid"},
      {"schedule", R"({"type":"CRON","cron":{"startTime":"yesterday","expression":"0 0 1 * * ?"}})", "job.schedule_not_valid"},
      {"schedule",
       R"({"type":"CRON","cron":{"startTime":"2026-11-24T00:00:00+08","expression":"0 0 1 * * ?","expressionTimeZone":"Mars/Base"}})",
       "job.schedule_not_valid"},
  };
  int count = 0;
  for (const auto& given : cases) {
    auto body = job_body("job" + std::to_string(++count));
    body.set(given.member, json(given.value));
    EXPECT_EQ(code_of(create(body)), given.code) << given.value;
    EXPECT_EQ(code_of(create(saved(body))), "") << given.value;
  }
  EXPECT_TRUE(pending_in(installation_).empty());
}

TEST_P(DevelopingJobs, what_is_not_well_formed_is_not_even_saved) {
  auto body = job_body("daily");
  body.set("processType", "STREAM");
  EXPECT_EQ(code_of(create(saved(body))), "job.process_type_not_valid");
  EXPECT_EQ(code_of(create(saved(job_body("a b")))), "job.name_not_valid");
}

TEST_P(DevelopingJobs, a_cron_that_the_engine_does_not_know_yet_is_submitted) {
  must(create(cron_job("last_day", json(R"({"startTime":"2026-11-24T00:00:00+08","expression":"0 0 1 L * ?"})"))));
  EXPECT_EQ(pending_in(installation_), std::vector<std::string>{"last_day add 1"});
}

TEST_P(DevelopingJobs, the_limit_of_nodes_names_its_setting) {
  installation_.context().limits.nodes_per_job = 1;
  auto body = job_body("daily");
  body.set("nodes", json(R"([{"name":"a","type":"Dummy"},{"name":"b","type":"Dummy"}])"));
  const auto refused = create(saved(body));
  ASSERT_EQ(code_of(refused), "limit.reached");
  EXPECT_NE(refused.error().message.find("limits.nodes_per_job"), std::string::npos);
}

TEST_P(DevelopingJobs, the_limit_of_script_bytes_names_its_setting) {
  installation_.context().limits.script_bytes = 5;
  const auto call = installation_.as("dev");
  EXPECT_EQ(code_of(app::create_object(installation_.context(), call, ObjectKind::script, script_body("s", "x"))),
            "limit.reached");
  installation_.context().limits.script_bytes = 6;
  EXPECT_EQ(code_of(app::create_object(installation_.context(), call, ObjectKind::script, script_body("s", "x"))), "");
}

TEST_P(DevelopingJobs, jobs_that_come_after_are_told_on_demand) {
  must(create(job_body("up")));
  must(create(cron_job(
      "down", json(R"({"startTime":"2026-11-24T00:00:00+08","expression":"0 0 1 * * ?","dependJobs":{"jobs":["up"]}})"))));

  const auto with =
      must(app::show_object(installation_.context(), installation_.as("dev"), ObjectKind::job, "up", {.wants_downstream = true}));
  ASSERT_EQ(with.downstream.size(), 1U);
  EXPECT_EQ(with.downstream[0].name, "down");
  EXPECT_TRUE(must(app::show_object(installation_.context(), installation_.as("dev"), ObjectKind::job, "up")).downstream.empty());
}

TEST_P(DevelopingJobs, a_list_tells_definitions_people_and_production) {
  must(create(saved(job_body("b"))));
  must(create(saved(job_body("a"))));

  const auto list = must(app::list_jobs(installation_.context(), installation_.as("viewer"), {}));

  ASSERT_EQ(list.total, 2);
  EXPECT_EQ(list.jobs[0].object.name, "a");
  EXPECT_EQ(list.jobs[0].created_by_name, "dev");
  EXPECT_EQ(list.jobs[0].activity.shown_status(), app::ScheduleStatus::stopped);
  EXPECT_FALSE(list.jobs[0].activity.last_state);
  EXPECT_EQ(*list.jobs[0].definition.find("processType"), base::Json("BATCH"));
}

TEST_P(DevelopingJobs, listed_scripts_carry_their_text) {
  must(
      app::create_object(installation_.context(), installation_.as("dev"), ObjectKind::script, saved(script_body("s", "hello"))));
  const auto list = must(app::list_scripts(installation_.context(), installation_.as("viewer"), {}));
  ASSERT_EQ(list.scripts.size(), 1U);
  EXPECT_EQ(*list.scripts[0].definition.find("content"), base::Json("echo hello"));
  EXPECT_EQ(*list.scripts[0].submission.find("targetStatus"), base::Json("SAVED"));
}

}  // namespace
}  // namespace slipway::test
