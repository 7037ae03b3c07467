// What only PostgreSQL has: a server that goes away, conflicts that are tried again, a commit of unknown outcome.
#include "adapters/store/postgres/postgres_database.h"

#include <future>
#include <latch>
#include <thread>

#include "adapters/store/postgres/postgres_session_lock.h"
#include "store/sample_table.h"
#include "support/eventually.h"
#include "support/postgres_server.h"
#include "support/second_session.h"

namespace slipway::test {
namespace {

class PostgresDatabaseTest : public ::testing::Test {
 protected:
  PostgresDatabaseTest() : database_(Dialect::postgres, without_tables()) { add_sample_table(*database_); }

  void run(const std::string& sql) { run_sql(database_.postgres_url(), sql); }

  Result<void> add_one(std::int64_t id) {
    return database_->write([id](Connection& connection) -> Result<void> {
      TRY(connection.execute(add_to_sample, {{":id", id}}));
      return {};
    });
  }

  std::int64_t amount_of(std::int64_t id) {
    std::int64_t amount = -1;
    EXPECT_TRUE(database_->read([&](Connection& connection) -> Result<void> {
      TRY_LET(rows, connection.query(find_sample, {{":id", id}}));
      amount = rows.front().integer("amount");
      return {};
    }));
    return amount;
  }

  TestDatabase database_;
};

TEST_F(PostgresDatabaseTest, a_deadlock_is_tried_again_and_both_units_succeed) {
  ASSERT_TRUE(database_->write(adding_sample(1, "one")));
  ASSERT_TRUE(database_->write(adding_sample(2, "two")));
  std::latch both_hold_one(2);
  // Each takes its first row, waits for the other (the first time only), then wants the other's row.
  const auto crossing = [&](std::int64_t mine, std::int64_t others) {
    return [&both_hold_one, mine, others, is_first_time = true](Connection& connection) mutable -> Result<void> {
      TRY(connection.execute(add_to_sample, {{":id", mine}}));
      if (is_first_time) both_hold_one.arrive_and_wait();
      is_first_time = false;
      TRY(connection.execute(add_to_sample, {{":id", others}}));
      return {};
    };
  };

  auto other = std::async(std::launch::async, [&] { return database_->write(crossing(2, 1)); });
  const auto result = database_->write(crossing(1, 2));

  EXPECT_TRUE(result);
  EXPECT_TRUE(other.get());
  EXPECT_GE(database_->metrics().retry_count, 1U);
  EXPECT_EQ(amount_of(1), 3);
  EXPECT_EQ(amount_of(2), 3);
}

// Fails with the SQLSTATE the first `times` times that a sample changes; a sequence is not rolled back.
void fail_first(const std::string& url, int times, const std::string& state, const std::string& when) {
  run_sql(url, "CREATE SEQUENCE attempt");
  run_sql(url, "CREATE FUNCTION fail_first() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('attempt') <= " +
                   std::to_string(times) + " THEN RAISE EXCEPTION USING ERRCODE = '" + state + "'; END IF; RETURN NULL; END $$");
  run_sql(url,
          "CREATE CONSTRAINT TRIGGER fail_first AFTER UPDATE ON sample " + when + " FOR EACH ROW EXECUTE FUNCTION fail_first()");
}

TEST_F(PostgresDatabaseTest, a_serialization_failure_is_tried_again) {
  ASSERT_TRUE(database_->write(adding_sample(1, "one")));
  fail_first(database_.postgres_url(), 3, "40001", "");

  EXPECT_TRUE(add_one(1));

  EXPECT_EQ(database_->metrics().retry_count, 3U);
  EXPECT_EQ(amount_of(1), 2);
}

TEST_F(PostgresDatabaseTest, one_that_is_told_at_commit_is_tried_again_too) {
  ASSERT_TRUE(database_->write(adding_sample(1, "one")));
  fail_first(database_.postgres_url(), 2, "40001", "DEFERRABLE INITIALLY DEFERRED");

  EXPECT_TRUE(add_one(1));

  EXPECT_EQ(database_->metrics().retry_count, 2U);
  EXPECT_EQ(amount_of(1), 2);
}

TEST_F(PostgresDatabaseTest, it_is_not_tried_for_ever) {
  ASSERT_TRUE(database_->write(adding_sample(1, "one")));
  fail_first(database_.postgres_url(), 1'000, "40P01", "");

  const auto result = add_one(1);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, base::ErrorKind::unavailable);
  EXPECT_EQ(result.error().code, "store.unavailable");
  EXPECT_EQ(database_->metrics().retry_count, 5U);
}

TEST_F(PostgresDatabaseTest, a_unit_that_turns_the_error_into_its_own_is_tried_again_all_the_same) {
  ASSERT_TRUE(database_->write(adding_sample(1, "one")));
  fail_first(database_.postgres_url(), 1, "40001", "");

  const auto result = database_->write([](Connection& connection) -> Result<void> {
    if (!connection.execute(add_to_sample, {{":id", 1}})) return base::conflict("test.other", "something else");
    return {};
  });

  EXPECT_TRUE(result);
}

TEST_F(PostgresDatabaseTest, a_connection_lost_in_commit_leaves_the_outcome_unknown) {
  run("CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); "
      "RETURN NULL; END $$");
  run("CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON sample DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "
      "hang_up()");

  const auto result = database_->write(adding_sample(1, "one"));

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, base::ErrorKind::unavailable);
  EXPECT_EQ(result.error().code, "store.outcome_unknown");
  run("DROP TRIGGER hang_up ON sample");
  EXPECT_TRUE(database_->write(adding_sample(2, "two")));
}

TEST_F(PostgresDatabaseTest, a_connection_lost_before_commit_is_unavailable_and_replaced) {
  constexpr Statement hang_up{"hang_up", {}, "SELECT pg_terminate_backend(pg_backend_pid())", {}};

  const auto result = database_->write([&](Connection& connection) -> Result<void> {
    TRY(add_sample(connection, 1, "one"));
    TRY(connection.query(hang_up));
    return {};
  });

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "store.unavailable");
  EXPECT_TRUE(database_->write(adding_sample(2, "two")));
  EXPECT_EQ(sample_count(*database_), 1);
}

TEST_F(PostgresDatabaseTest, waiting_for_a_lock_has_an_end) {
  auto options = without_tables();
  options.postgres.lock_time_max = std::chrono::milliseconds(30);
  database_.reopen(options);
  ASSERT_TRUE(database_->write(adding_sample(1, "one")));
  std::optional<Error> refused;

  EXPECT_TRUE(database_->write([&](Connection& connection) -> Result<void> {
    TRY(connection.execute(add_to_sample, {{":id", 1}}));
    const auto other = std::async(std::launch::async, [&] { return add_one(1); }).get();
    if (!other) refused = other.error();
    return {};
  }));

  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, "store.unavailable");
  EXPECT_EQ(amount_of(1), 2);
}

TEST_F(PostgresDatabaseTest, what_a_server_that_is_not_there_costs_is_an_error_at_the_start) {
  store::PostgresOptions options;
  options.url = "host=/tmp/no-such-directory dbname=slipway";

  const auto opened = store::open_postgres(options);

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "store.unavailable");
  EXPECT_NE(opened.error().message.find("no-such-directory"), std::string::npos);
}

TEST_F(PostgresDatabaseTest, callers_that_wait_for_one_row_cost_neither_the_servers_work_nor_its_lease) {
  auto options = without_tables();
  options.postgres.connection_count_max = 4;
  options.postgres.lock_time_max = std::chrono::minutes(1);
  options.postgres.statement_time_max = std::chrono::minutes(1);
  options.postgres.wait_max = std::chrono::minutes(1);
  database_.reopen(options);
  ASSERT_TRUE(database_->write(adding_sample(1, "one")));
  options.postgres.url = database_.postgres_url();
  store::PostgresSessionLock lock(options.postgres);
  ASSERT_TRUE(lock.take("server"));
  SecondSession other(database_);
  other.begin_write();
  other.run("UPDATE sample SET amount = 10 WHERE id = 1");
  std::vector<std::future<Result<void>>> callers;
  callers.reserve(48);
  for (int caller = 0; caller < 48; ++caller) callers.push_back(std::async(std::launch::async, [&] { return add_one(1); }));
  other.wait_until_somebody_waits();
  ASSERT_TRUE(eventually([&] { return database_->metrics().queue_depth == 44; }));

  EXPECT_TRUE(database_->write(adding_sample(2, "of the engine"), store::Share::engine));
  EXPECT_TRUE(database_->write(adding_sample(4, "of a deployment"), store::Share::server));
  EXPECT_TRUE(database_->check());
  EXPECT_TRUE(lock.write(adding_sample(3, "of the lease")));

  EXPECT_EQ(database_->metrics().queue_depth, 44U) << "all of them wait still";
  other.rollback();
  for (auto& caller : callers) EXPECT_TRUE(caller.get());
  EXPECT_EQ(amount_of(1), 49);
}

class PostgresOutageTest : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Store, PostgresOutageTest, ::testing::Bool(),
                         [](const auto& parameter) { return std::string(parameter.param ? "over_tcp" : "over_a_socket"); });

TEST_P(PostgresOutageTest, the_server_stops_and_starts_again_and_nothing_acknowledged_is_lost) {
  PostgresServer server({.listens_on_tcp = GetParam(), .is_durable = true});
  store::PostgresOptions options;
  options.url = server.url();
  const auto opened = store::open_postgres(options);
  ASSERT_TRUE(opened) << opened.error().detail;
  store::Database& database = **opened;
  add_sample_table(database);
  ASSERT_TRUE(database.write(adding_sample(1, "one")));

  server.stop();
  const auto while_down = database.write(adding_sample(2, "two"));
  const auto read_down = database.read([](Connection& connection) { return connection.prepare(list_samples); });
  const auto check_down = database.check();
  server.start();

  ASSERT_FALSE(while_down);
  EXPECT_EQ(while_down.error().code, "store.unavailable");
  ASSERT_FALSE(read_down);
  EXPECT_EQ(read_down.error().code, "store.unavailable");
  EXPECT_FALSE(check_down);
  EXPECT_TRUE(database.check());
  EXPECT_TRUE(database.write(adding_sample(3, "three")));
  EXPECT_EQ(sample_count(database), 2);

  // A restart between two units is not noticed at all.
  server.stop();
  server.start();
  const auto reconnects = database.metrics().reconnect_count;
  EXPECT_TRUE(database.write(adding_sample(4, "four")));
  EXPECT_EQ(database.metrics().reconnect_count, reconnects + 1);
}

}  // namespace
}  // namespace slipway::test
