#include "adapters/store/migrations.h"

#include <future>

#include "generated/sql/statements.h"
#include "store/sample_table.h"

namespace slipway::test {
namespace {

constexpr Migration first{1, "first_tables", "CREATE TABLE one (id INTEGER); CREATE TABLE two (id INTEGER);"};
constexpr Migration second{2, "add_three", "CREATE TABLE three (id INTEGER); INSERT INTO one VALUES (1);"};
constexpr Migration broken{2, "add_broken", "CREATE TABLE three (id INTEGER); INSERT INTO no_such_table VALUES (1);"};
constexpr Migration other_second{2, "add_four", "CREATE TABLE four (id INTEGER);"};

constexpr auto noon = base::from_microseconds(1'700'000'000'000'000);

class MigrationsTest : public ::testing::TestWithParam<Dialect> {
 protected:
  Result<store::MigrationReport> migrate(const std::vector<Migration>& migrations) {
    return store::migrate(*database_, migrations, noon);
  }

  bool has_table(const std::string& name) {
    const std::string text = "SELECT 1 AS x FROM " + name;
    const Statement statement{"probe", text, text, {}};
    return static_cast<bool>(database_->read([&](Connection& connection) { return connection.prepare(statement); }));
  }

  TestDatabase database_{GetParam(), without_tables()};
};
INSTANTIATE_TEST_SUITE_P(Store, MigrationsTest, each_dialect(), dialect_name);

TEST_P(MigrationsTest, a_new_database_gets_all_in_order) {
  const auto report = migrate({first, second});

  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->from, 0);
  EXPECT_EQ(report->to, 2);
  EXPECT_EQ(report->applied, (std::vector<std::string>{"0001_first_tables", "0002_add_three"}));
  EXPECT_TRUE(has_table("three"));
}

TEST_P(MigrationsTest, an_older_database_gets_what_is_missing_and_then_nothing) {
  ASSERT_TRUE(migrate({first}));

  const auto newer = migrate({first, second});
  const auto again = migrate({first, second});

  ASSERT_TRUE(newer);
  EXPECT_EQ(newer->from, 1);
  EXPECT_EQ(newer->applied, (std::vector<std::string>{"0002_add_three"}));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->from, 2);
  EXPECT_TRUE(again->applied.empty());
}

TEST_P(MigrationsTest, a_database_of_a_newer_program_is_refused) {
  ASSERT_TRUE(migrate({first, second}));

  const auto report = migrate({first});

  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "store.schema_too_new");
  EXPECT_NE(report.error().message.find("0002_add_three"), std::string::npos) << report.error().message;
}

TEST_P(MigrationsTest, a_database_of_another_line_is_refused) {
  ASSERT_TRUE(migrate({first, second}));

  const auto report = migrate({first, other_second});

  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, "store.schema_unknown");
  EXPECT_FALSE(has_table("four"));
}

TEST_P(MigrationsTest, one_that_fails_leaves_the_database_as_it_was_and_is_named) {
  ASSERT_TRUE(migrate({first}));

  const auto report = migrate({first, broken});

  ASSERT_FALSE(report);
  EXPECT_TRUE(report.error().detail.starts_with("migration 0002_add_broken: ")) << report.error().detail;
  EXPECT_FALSE(has_table("three"));
  EXPECT_TRUE(migrate({first, second}));
}

TEST_P(MigrationsTest, servers_that_start_together_do_it_once) {
  std::vector<std::future<Result<store::MigrationReport>>> starting;
  for (int server = 0; server < 4; ++server)
    starting.push_back(std::async(std::launch::async, [&] { return migrate({first, second}); }));

  std::size_t applied = 0;
  for (auto& server : starting) {
    const auto report = server.get();
    ASSERT_TRUE(report) << report.error().detail;
    applied += report->applied.size();
  }

  EXPECT_EQ(applied, 2U);
}

// What the product's own migrations mend.

constexpr std::string_view jobs_of_the_first_version = R"(
  INSERT INTO project (id, name, created_at) VALUES ('00000000000000000000000000000001', 'p', 1);
  INSERT INTO users (id, name, name_folded, password_hash, is_system_administrator, is_disabled, created_at)
  VALUES ('00000000000000000000000000000002', 'u', 'u', 'none', 0, 0, 1);
  INSERT INTO workspace (id, project_id, name, mode, created_by, created_at)
  VALUES ('00000000000000000000000000000003', '00000000000000000000000000000001', 'w', 'simple', '00000000000000000000000000000002', 1);
  INSERT INTO environment (id, workspace_id, name, generation, fence) VALUES (1, '00000000000000000000000000000003', 'production', 0, 0);
  INSERT INTO object (id, workspace_id, kind, name, name_folded, is_live, latest_version, created_by, created_at, updated_by, updated_at)
  SELECT n.id, w.id, 'job', 'j' || n.id, 'j' || n.id, 1, 1, w.created_by, 1, w.created_by, 1
  FROM workspace w, (SELECT 1 AS id UNION ALL SELECT 2) AS n;
  INSERT INTO environment_job (environment_id, object_id, status, parameters, next_plan_time)
  VALUES (1, 1, 'stopped', '{}', 70), (1, 2, 'scheduling', '{}', 80);)";
constexpr std::string_view list_jobs = "SELECT status, next_plan_time FROM environment_job ORDER BY object_id";
constexpr Statement jobs_and_plans{"jobs_and_plans", list_jobs, list_jobs, {}};
constexpr std::string_view give_a_plan = "UPDATE environment_job SET next_plan_time = 90 WHERE status = 'stopped'";
constexpr Statement plan_what_is_stopped{"plan_what_is_stopped", give_a_plan, give_a_plan, {}};

TEST_P(MigrationsTest, a_job_that_was_stopped_and_has_a_plan_time_loses_it_and_gets_no_other) {
  const auto all = store::sql::migrations(GetParam());
  ASSERT_TRUE(store::migrate(*database_, all.first(1), noon));
  ASSERT_TRUE(database_->write([](Connection& connection) { return connection.run_script(jobs_of_the_first_version); }));

  const auto report = store::migrate(*database_, all, noon);

  ASSERT_TRUE(report) << report.error().detail;
  std::string jobs;
  EXPECT_TRUE(database_->read([&](Connection& connection) -> Result<void> {
    TRY_LET(rows, connection.query(jobs_and_plans));
    jobs.clear();
    for (const auto row : rows)
      jobs += std::string(row.text("status")) + " " + std::to_string(row.optional_integer("next_plan_time").value_or(0)) + ";";
    return {};
  }));
  EXPECT_EQ(jobs, "stopped 0;scheduling 80;");
  const auto refused = database_->write([](Connection& connection) -> Result<void> {
    TRY(connection.execute(plan_what_is_stopped));
    return {};
  });
  ASSERT_FALSE(refused);
  EXPECT_TRUE(store::violates(refused.error(), "environment_job_stopped_has_no_plan")) << refused.error().detail;
}

TEST_P(MigrationsTest, a_database_of_the_first_version_is_known_as_such_for_ever) {
  ASSERT_TRUE(migrate({first}));
  EXPECT_FALSE(*store::began_with_first_version(*database_)) << "nothing can be told yet";
  ASSERT_TRUE(store::migrate(*database_, std::vector{first, second}, noon + std::chrono::hours{1}));

  EXPECT_TRUE(*store::began_with_first_version(*database_));
}

TEST_P(MigrationsTest, a_new_database_is_not_taken_for_one_of_the_first_version) {
  ASSERT_TRUE(migrate({first, second}));

  EXPECT_FALSE(*store::began_with_first_version(*database_));
}

// Two nodes that a server of the first version was running: one with a process, one whose process was not recorded yet.
constexpr const char* running_nodes_of_the_first_version = R"(
  INSERT INTO project (id, name, created_at) VALUES ('00000000000000000000000000000001', 'p', 1);
  INSERT INTO users (id, name, name_folded, password_hash, is_system_administrator, is_disabled, created_at)
    VALUES ('00000000000000000000000000000002', 'u', 'u', '', 0, 0, 1);
  INSERT INTO workspace (id, project_id, name, mode, created_by, created_at) VALUES ('00000000000000000000000000000003',
    '00000000000000000000000000000001', 'w', 'simple', '00000000000000000000000000000002', 1);
  INSERT INTO environment (workspace_id, name, generation, fence) VALUES ('00000000000000000000000000000003', 'production', 0, 0);
  INSERT INTO object (workspace_id, kind, name, name_folded, is_live, latest_version, created_by, created_at, updated_by, updated_at)
    VALUES ('00000000000000000000000000000003', 'job', 'j', 'j', 1, 1, '00000000000000000000000000000002', 1,
            '00000000000000000000000000000002', 1);
  INSERT INTO job_instance (workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, version, generation,
    parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, submitted_at)
    VALUES ('00000000000000000000000000000003', 1, 1, 'j', 'j', 2, 1, 1, 0, '{}', 'running', 0, 0, 0, 2, 1);
  INSERT INTO node_instance (instance_id, ordinal, name, type, state, waiting_for, attempt, holder_incarnation, fence, process_id,
    process_start, boot_id) VALUES (1, 0, 'a', 'Shell', 'running', 0, 2, 'dead', 5, 42, 7, 'b-1');
  INSERT INTO node_instance (instance_id, ordinal, name, type, state, waiting_for, attempt, holder_incarnation, fence)
    VALUES (1, 1, 'b', 'Dummy', 'running', 0, 1, 'dead', 1);
)";

TEST_P(MigrationsTest, running_nodes_of_the_first_version_get_the_handle_and_the_tries_that_they_had) {
  const auto all = store::sql::migrations(GetParam());
  ASSERT_TRUE(store::migrate(*database_, all.first(1), noon));
  ASSERT_TRUE(database_->write([](Connection& connection) { return connection.run_script(running_nodes_of_the_first_version); }));

  const auto report = store::migrate(*database_, all, noon + std::chrono::hours{1});

  ASSERT_TRUE(report) << report.error().detail;
  std::vector<std::string> lines;
  ASSERT_TRUE(database_->read([&](Connection& connection) -> Result<void> {
    TRY_LET(rows, connection.query(store::sql::list_lost_attempts, {{"limit", 10}}));
    for (const auto row : rows) lines.push_back(row.text("name") + " " + row.optional_text("handle").value_or("no handle"));
    TRY_LET(nodes, connection.query(store::sql::list_node_instances, {{"instance_id", 1}}));
    for (const auto row : nodes)
      lines.push_back(row.text("kind") + " " + row.text("queue_class") + " " + std::to_string(row.integer("tries")));
    return {};
  }));
  EXPECT_EQ(lines, (std::vector<std::string>{R"(a {"boot_id":"b-1","pid":42,"start_ticks":7})", "b no handle", "process test 2",
                                             "none test 1"}));
}

}  // namespace
}  // namespace slipway::test
