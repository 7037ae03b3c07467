// Units of work: what both drivers promise.
#include "adapters/store/database.h"

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "store/sample_table.h"
#include "support/eventually.h"

namespace slipway::test {
namespace {

using DatabaseTest = SampleTest;
INSTANTIATE_TEST_SUITE_P(Store, DatabaseTest, each_dialect(), dialect_name);

TEST_P(DatabaseTest, a_unit_that_returns_a_value_is_committed_for_good) {
  EXPECT_FALSE(write(adding_sample(1, "one")));

  database_.reopen();

  EXPECT_EQ(sample_count(*database_), 1);
}

TEST_P(DatabaseTest, a_unit_that_returns_an_error_leaves_nothing) {
  const auto failure = write([](Connection& connection) -> Result<void> {
    TRY(add_sample(connection, 1, "one"));
    return base::conflict("test.refused", "on second thought");
  });

  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "test.refused");
  EXPECT_EQ(sample_count(*database_), 0);
}

TEST_P(DatabaseTest, after_a_failed_statement_the_connection_refuses_the_rest) {
  std::optional<Error> second;

  const auto failure = write([&](Connection& connection) -> Result<void> {
    TRY(add_sample(connection, 1, "one"));
    const auto first = add_sample(connection, 2, "one");
    EXPECT_FALSE(first);
    const auto another = connection.query(count_samples);
    if (!another) second = another.error();
    return first;
  });

  ASSERT_TRUE(failure);
  EXPECT_TRUE(store::violates(*failure, "sample_name"));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->code, "store.constraint");
}

TEST_P(DatabaseTest, a_unit_that_hides_a_failed_statement_is_not_committed) {
  const auto failure = write([](Connection& connection) -> Result<void> {
    TRY(add_sample(connection, 1, "one"));
    static_cast<void>(static_cast<bool>(add_sample(connection, 2, "one")));
    return {};
  });

  ASSERT_TRUE(failure);
  EXPECT_TRUE(store::violates(*failure, "sample_name"));
  EXPECT_EQ(sample_count(*database_), 0);
}

TEST_P(DatabaseTest, want_of_memory_is_no_error_of_what_is_written) {
  const auto failure = write([](Connection&) -> Result<void> { throw std::bad_alloc(); });
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->kind, base::ErrorKind::unavailable);
}

TEST_P(DatabaseTest, an_exception_is_an_error_and_leaves_nothing) {
  const auto failure = write([](Connection& connection) -> Result<void> {
    TRY(add_sample(connection, 1, "one"));
    throw std::runtime_error("from the depths");
  });

  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "store.internal");
  EXPECT_NE(failure->detail.find("from the depths"), std::string::npos);
  EXPECT_EQ(sample_count(*database_), 0);
}

TEST_P(DatabaseTest, a_reading_unit_may_not_write) {
  const auto failure = read(adding_sample(1, "one"));

  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "store.internal");
  EXPECT_EQ(sample_count(*database_), 0);
}

TEST_P(DatabaseTest, a_reading_unit_sees_one_snapshot) {
  const auto count_in = [](Connection& connection) -> Result<std::int64_t> {
    TRY_LET(rows, connection.query(count_samples));
    return rows.front().integer("n");
  };

  const auto failure = read([&](Connection& connection) -> Result<void> {
    TRY_LET(before, count_in(connection));
    const auto meanwhile = std::async(std::launch::async, [&] { return write(adding_sample(1, "one")); });
    meanwhile.wait();
    TRY_LET(after, count_in(connection));
    EXPECT_EQ(before, 0);
    EXPECT_EQ(after, 0);
    return {};
  });

  EXPECT_FALSE(failure);
  EXPECT_EQ(sample_count(*database_), 1);
}

TEST_P(DatabaseTest, a_write_is_seen_by_every_read_that_begins_after_it) {
  for (int id = 1; id <= 50; ++id) {
    ASSERT_FALSE(write(adding_sample(id, std::to_string(id))));
    ASSERT_EQ(sample_count(*database_), id);
  }
}

TEST_P(DatabaseTest, writers_on_many_threads_lose_no_update) {
  ASSERT_FALSE(write(adding_sample(1, "counter")));
  constexpr int thread_count = 8;
  constexpr int rounds = 50;
  std::atomic<int> failures = 0;

  std::vector<std::jthread> threads;
  threads.reserve(thread_count);
  for (int thread = 0; thread < thread_count; ++thread)
    threads.emplace_back([&] {
      for (int round = 0; round < rounds; ++round)
        if (write([](Connection& connection) -> Result<void> {
              TRY(connection.execute(add_to_sample, {{":id", 1}}));
              return {};
            }))
          ++failures;
    });
  threads.clear();

  EXPECT_EQ(failures, 0);
  EXPECT_FALSE(read([](Connection& connection) -> Result<void> {
    TRY_LET(rows, connection.query(find_sample, {{":id", 1}}));
    EXPECT_EQ(rows.front().integer("amount"), 1 + thread_count * rounds);
    return {};
  }));
}

TEST_P(DatabaseTest, a_broken_deferred_key_is_told_at_the_end_and_takes_no_neighbours_along) {
  constexpr Statement orphan{"orphan", "INSERT INTO sample (id, name, parent) VALUES (?1, 'orphan', 99)",
                             "INSERT INTO sample (id, name, parent) VALUES ($1, 'orphan', 99)", id_parameter};
  const auto failure = write([&](Connection& connection) -> Result<void> {
    TRY(connection.execute(orphan, {{":id", 1}}));
    return {};
  });

  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "store.constraint");
  EXPECT_FALSE(write(adding_sample(2, "fine")));
  EXPECT_EQ(sample_count(*database_), 1);
}

TEST_P(DatabaseTest, commits_and_failures_are_counted) {
  const auto before = database_->metrics();

  EXPECT_FALSE(write(adding_sample(1, "one")));
  EXPECT_TRUE(write(adding_sample(2, "one")));

  const auto after = database_->metrics();
  EXPECT_EQ(after.unit_count - before.unit_count, 1U);
  EXPECT_EQ(after.failed_unit_count - before.failed_unit_count, 1U);
  EXPECT_GE(after.commit_count, before.commit_count + 1);
  EXPECT_GT(after.commit_time_sum, before.commit_time_sum);
  EXPECT_GE(after.commit_time_sum, after.commit_time_max);
  EXPECT_EQ(after.queue_depth, 0U);
  EXPECT_EQ(after.reads_in_flight, 0U);
}

TEST_P(DatabaseTest, the_observer_hears_of_each_statement_that_ran) {
  std::atomic<int> heard = 0;
  TestDatabase::Options options = without_tables();
  options.sqlite.observer = options.postgres.observer = [&](const Statement& statement, std::chrono::microseconds took) {
    if (statement.name == "insert_sample" && took.count() >= 0) ++heard;
  };
  database_.reopen(options);

  EXPECT_FALSE(read([](Connection& connection) { return connection.prepare(insert_sample); }));
  EXPECT_FALSE(write([](Connection& connection) { return connection.execute_many(insert_sample, {}); }));
  EXPECT_EQ(heard, 0);

  EXPECT_FALSE(write(adding_sample(1, "one")));

  EXPECT_EQ(heard, 1);
  database_.close();
}

TEST_P(DatabaseTest, reads_wait_for_a_free_connection_but_not_for_ever) {
  TestDatabase::Options options = without_tables();
  options.sqlite.reader_count_max = options.postgres.connection_count_max = 1;
  options.sqlite.wait_max = options.postgres.wait_max = std::chrono::milliseconds(30);
  database_.reopen(options);

  std::optional<Error> refused;
  EXPECT_FALSE(read([&](Connection&) -> Result<void> {
    refused = std::async(std::launch::async, [&] { return read([](Connection&) { return Result<void>(); }); }).get();
    return {};
  }));

  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, "store.unavailable");
  EXPECT_EQ(sample_count(*database_), 0);
}

TEST_P(DatabaseTest, after_the_stop_units_are_refused_and_the_accepted_ones_end) {
  std::promise<void> is_running;
  std::promise<void> may_end;
  auto running = std::async(std::launch::async, [&] {
    return write([&](Connection& connection) {
      is_running.set_value();
      may_end.get_future().wait();
      return add_sample(connection, 1, "one");
    });
  });
  is_running.get_future().wait();

  database_->request_stop();
  const auto late_write = write(adding_sample(2, "two"));
  const auto late_read = read([](Connection&) { return Result<void>(); });
  may_end.set_value();
  const auto outcome = running.get();
  database_->join();
  database_->join();
  database_->request_stop();

  EXPECT_FALSE(outcome);
  ASSERT_TRUE(late_write);
  EXPECT_EQ(late_write->code, "store.unavailable");
  ASSERT_TRUE(late_read);
  EXPECT_EQ(late_read->code, "store.unavailable");
  database_.reopen();
  EXPECT_EQ(sample_count(*database_), 1);
}

TEST_P(DatabaseTest, check_passes_when_all_is_well) { EXPECT_TRUE(database_->check()); }

using DatabaseDeathTest = DatabaseTest;
INSTANTIATE_TEST_SUITE_P(Store, DatabaseDeathTest, ::testing::Values(Dialect::sqlite), dialect_name);

TEST_P(DatabaseDeathTest, a_unit_inside_a_unit_is_our_bug) {
  EXPECT_DEATH(read([&](Connection&) -> Result<void> {
                 static_cast<void>(write(adding_sample(1, "one")));
                 return {};
               }),
               "assertion failed: !inside_unit");
}

}  // namespace
}  // namespace slipway::test
