// Nothing that the engine asks may cost more the more has run: with a long history of finished runs, no statement of a round, of planning or
// of recovery reads a table of runs from end to end, on a new and on an analyzed database.
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <mutex>
#include <regex>
#include <set>

#include "adapters/store/sqlite/sqlite_connection.h"
#include "app/run/stop_job_instance.h"
#include "base/json.h"
#include "scenarios/run/run_world.h"

namespace slipway::test {
namespace {

using store::Connection;
using store::Dialect;
using store::Statement;

constexpr std::array<std::string_view, 3> growing{"job_instance", "node_instance", "node_attempt"};
// Indexes that hold unfinished rows only.
constexpr std::array<std::string_view, 3> bounded{"node_instance_ready", "node_instance_running", "job_instance_unfinished"};

bool is_one_of(const auto& names, std::string_view name) { return std::ranges::find(names, name) != names.end(); }

// Drivers know a statement again by the address of its text.
std::string_view kept(std::string text) {
  static std::deque<std::string> texts;
  return texts.emplace_back(std::move(text));
}

// What ran between begin() and end().
class Heard {
 public:
  TestDatabase::Options options() {
    const auto hear = [this](const Statement& statement, std::chrono::microseconds) {
      const std::lock_guard lock(mutex_);
      if (is_on_) statements_.insert(&statement);
    };
    TestDatabase::Options options;
    options.sqlite.observer = hear;
    options.postgres.observer = hear;
    return options;
  }
  void begin() { is_on_ = true; }
  std::set<const Statement*> end() {
    is_on_ = false;
    return statements_;
  }

 private:
  std::atomic<bool> is_on_ = false;
  std::mutex mutex_;
  std::set<const Statement*> statements_;
};

// "SCAN n", "SCAN n USING INDEX x": the table by its name in the statement.
Lines scans_on_sqlite(Connection& connection, const Statement& statement) {
  const std::string sql(statement.sqlite);
  std::map<std::string, std::string> tables;
  static const std::regex named(R"((job_instance|node_instance|node_attempt) (?:AS )?([a-z]+)\b)");
  for (std::sregex_iterator found(sql.begin(), sql.end(), named), end; found != end; ++found)
    tables.emplace((*found)[2].str(), (*found)[1].str());
  for (const auto table : growing) tables.emplace(table, table);

  const Statement explain{statement.name, kept("EXPLAIN QUERY PLAN " + sql), {}, {}};
  Lines scans;
  static const std::regex a_scan(R"(SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?)");
  const auto rows = must(connection.query(explain));
  for (const auto row : rows) {
    const auto detail = row.text("detail");
    std::smatch found;
    if (!std::regex_search(detail, found, a_scan) || !tables.contains(found[1].str())) continue;
    if (!is_one_of(bounded, found[2].str())) scans.push_back(detail);
  }
  return scans;
}

std::string text_of(const base::Json& node, std::string_view member) {
  const auto* value = node.find(member);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : *text;
}

void add_scans(const base::Json& node, Lines& scans) {
  const auto type = text_of(node, "Node Type");
  const auto index = text_of(node, "Index Name");
  const bool is_of_growing = is_one_of(growing, text_of(node, "Relation Name")) ||
                             std::ranges::any_of(growing, [&](std::string_view table) { return index.starts_with(table); });
  const bool is_whole = type == "Seq Scan" || (type.find("Index") != std::string::npos && node.find("Index Cond") == nullptr);
  if (is_of_growing && is_whole && !is_one_of(bounded, index))
    scans.push_back(type + " " + text_of(node, "Relation Name") + index);
  if (const auto* children = node.find("Plans"); children != nullptr)
    for (const auto& child : *children->if_array()) add_scans(child, scans);
}

// `mode` and values as a prepared statement's, "(1, 'a')".
Lines scans_on_postgres(Connection& connection, const Statement& statement, const std::string& mode, const std::string& values) {
  must(connection.run_script("SET LOCAL plan_cache_mode = " + mode + "; PREPARE history_plan AS " +
                             std::string(statement.postgres)));
  const Statement explain{statement.name, {}, kept("EXPLAIN (FORMAT JSON) EXECUTE history_plan" + values), {}};
  const auto rows = must(connection.query(explain));
  const auto plan = must(base::parse_json(rows.front().text("QUERY PLAN")));
  must(connection.run_script("DEALLOCATE history_plan"));
  Lines scans;
  add_scans(*plan.if_array()->front().find("Plan"), scans);
  return scans;
}

Lines scans(Connection& connection, const Statement& statement) {
  if (connection.dialect() == Dialect::sqlite) return scans_on_sqlite(connection, statement);
  std::string values;
  for (std::size_t at = 0; at < statement.parameters.size(); ++at) values += at == 0 ? "(NULL" : ", NULL";
  if (!values.empty()) values += ")";
  return scans_on_postgres(connection, statement, "force_generic_plan", values);
}

// What a round gives to the statements that look for ready nodes; none: another statement.
std::optional<std::string> values_of_a_round(const Statement& statement) {
  static const std::map<std::string_view, std::string_view> known{
      {"incarnation", "'x'"}, {"now", "9000000000000000"}, {"kind", "'flow'"}, {"limit", "256"}, {"test_limit", "128"}};
  std::string values;
  for (const auto& name : statement.parameters) {
    const auto found = known.find(name);
    if (found == known.end()) return std::nullopt;
    values += (values.empty() ? "(" : ", ") + std::string(found->second);
  }
  return values.empty() ? values : values + ")";
}

class HistoryPlans : public ::testing::TestWithParam<Dialect> {
 protected:
  void in_a_unit(const store::Unit& unit, store::Share share = store::Share::callers) {
    must(world.installation.database()->write(unit, share));
  }

  static constexpr int history_batch = 1'000;

  // 50,000 times what there is of the first run, which has ended.
  void make_history() {
    for (int batch = 0; batch < 50; ++batch) make_history(1'000 + batch * history_batch);
  }

  // A statement has seconds, also on a machine that others use.
  void make_history(int after) {
    const std::string many =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(history_batch) + ") ";
    const std::string id = std::to_string(after) + " + i";
    const Lines inserts{
        "INSERT INTO job_instance (id, workspace_id, environment_id, object_id, job_name, job_name_folded, kind, plan_time, "
        "version,"
        " generation, parameters, state, is_failure_ignored, is_stop_requested, has_failed, unfinished_nodes, submitted_at, "
        "ended_at) " +
            many + "SELECT " + id +
            ", workspace_id, environment_id, object_id, job_name, job_name_folded, 7, i, version, generation, "
            "parameters,"
            " 'success', 0, 0, 0, 0, 1, 2 FROM n, job_instance WHERE id = 1",
        "INSERT INTO node_instance (instance_id, ordinal, name, type, state, waiting_for, attempt, fence) " + many + "SELECT " +
            id + ", 0, 'a', 'Shell', 'success', 0, 1, 1 FROM n",
        "INSERT INTO node_attempt (instance_id, ordinal, attempt, outcome, started_at, ended_at) " + many + "SELECT " + id +
            ", 0, 1, 'succeeded', 1, 2 FROM n"};
    for (const auto& insert : inserts) {
      const auto text = kept(insert);
      in_a_unit([&](Connection& connection) -> Result<void> {
        TRY(connection.execute(Statement{"make_history", text, text, {}}));
        return {};
      });
    }
  }

  // All that the engine's threads ask, as far as a run can bring it about.
  void live() {
    auto& executor = *world.executor;
    world.release(a_job_of("job", {a_node("a", {}, R"("retryTimes":1)"), a_dummy("d", {"a"}), a_node("b", {"d"})}));
    world.release(a_job_of("cron", {a_node("c")}, a_cron("0 0/30 * * * ?")));
    world.run_once("job");
    world.settle();
    executor.ends_with("a", {FakeExecutor::Kind::failed, FakeExecutor::Kind::failed});
    world.run_once("job");
    world.step(std::chrono::minutes{5});
    world.start("cron");
    world.step(std::chrono::minutes{30});
    executor.hold("b");
    const auto stopped = world.run_once("job");
    world.settle();
    must(app::stop_job_instance(world.context(), world.as("operator"), "job", stopped));
    world.settle();
    world.executor->hold("b");
    world.run_once("job");
    world.settle();
    world.crash();
    world.executor->recovers("b", {app::Recovery::reattached});
    world.settle();
  }

  Heard heard;
  RunWorld world{GetParam(), heard.options()};
};
INSTANTIATE_TEST_SUITE_P(Store, HistoryPlans, each_dialect(), dialect_name);

TEST_P(HistoryPlans, no_statement_of_the_engine_reads_a_table_of_runs_from_end_to_end) {
  heard.begin();
  live();
  const auto statements = heard.end();
  EXPECT_GE(statements.size(), 40U);
  make_history();

  for (const bool is_analyzed : {false, true}) {
    if (is_analyzed) in_a_unit([](Connection& connection) { return connection.run_script("ANALYZE"); });
    in_a_unit([&](Connection& connection) -> Result<void> {
      for (const auto* statement : statements)
        EXPECT_EQ(scans(connection, *statement), Lines{}) << statement->name << (is_analyzed ? ", analyzed" : ", new");
      return {};
    });
  }
}

// Statistics of the nodes are there, of a table that is mostly empty never: it is not expected to leave nothing of what is ready.
TEST_P(HistoryPlans, nor_does_one_read_all_that_is_ready) {
  if (GetParam() != Dialect::postgres) GTEST_SKIP() << "SQLite takes the index that the statement's order asks for";
  heard.begin();
  live();
  const auto statements = heard.end();
  make_history(1'000);
  in_a_unit([](Connection& connection) {
    return connection.run_script(
        "INSERT INTO node_instance (instance_id, ordinal, name, type, kind, state, waiting_for, attempt, fence, ready_at) "
        "SELECT 1001 + n / 1000, 1 + n % 1000, 'r' || n, 'Noop', 'flow', 'ready', 0, 0, 0, n FROM generate_series(0, 19999) AS "
        "n; "
        "ANALYZE node_instance; ANALYZE job_instance");
  });
  std::set<std::string_view> asked;
  in_a_unit([&](Connection& connection) -> Result<void> {
    for (const auto* statement : statements) {
      const auto values = values_of_a_round(*statement);
      if (!values || statement->postgres.find("node_instance") == std::string_view::npos) continue;
      asked.insert(statement->name);
      EXPECT_EQ(scans_on_postgres(connection, *statement, "force_custom_plan", *values), Lines{}) << statement->name;
    }
    return {};
  });
  EXPECT_TRUE(asked.contains("claim_ready_nodes") && asked.contains("look_for_work")) << testing::PrintToString(asked);
}

// A connection keeps a plan that it made when there was next to nothing.
TEST_P(HistoryPlans, a_plan_of_small_tables_serves_large_ones) {
  heard.begin();
  live();
  const auto statements = heard.end();
  in_a_unit([](Connection& connection) -> Result<void> {
    TRY(connection.run_script("ANALYZE"));
    return connection.dialect() == Dialect::sqlite ? connection.run_script(store::sqlite_upkeep) : Result<void>();
  });
  in_a_unit(
      [&](Connection& connection) -> Result<void> {
        for (const auto* statement : statements) EXPECT_EQ(scans(connection, *statement), Lines{}) << statement->name;
        return {};
      },
      store::Share::engine);
}

TEST_P(HistoryPlans, a_scan_is_seen) {
  constexpr std::string_view text = "SELECT count(*) AS total FROM node_instance n WHERE n.message = 'x'";
  in_a_unit([&](Connection& connection) -> Result<void> {
    EXPECT_FALSE(scans(connection, Statement{"scan", text, text, {}}).empty());
    return {};
  });
}

}  // namespace
}  // namespace slipway::test
