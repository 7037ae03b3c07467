// The SQLite writer: batches, and what a unit that fails does to its neighbours.
#include "adapters/store/sqlite/group_writer.h"

#include <filesystem>
#include <future>
#include <thread>

#include "store/sample_table.h"
#include "support/eventually.h"

namespace slipway::test {
namespace {

constexpr std::string_view endless_text =
    "INSERT INTO sample (id, name) WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n) SELECT i, 'n' || i FROM n";
constexpr Statement endless_insert{"endless_insert", endless_text, endless_text, {}};

class GroupWriterTest : public ::testing::Test {
 protected:
  GroupWriterTest() : database_(Dialect::sqlite, without_tables()) { add_sample_table(*database_); }

  void reopen_with(store::SqliteOptions sqlite) {
    auto options = without_tables();
    options.sqlite = std::move(sqlite);
    database_.reopen(options);
  }

  // Runs the units as one batch: the writer is held until all of them wait. Gives their results in order.
  std::vector<Result<void>> write_as_one_batch(const std::vector<store::Unit>& units) {
    std::promise<void> may_end;
    const auto held = may_end.get_future().share();
    std::promise<void> is_held;
    auto holding = std::async(std::launch::async, [&] {
      return database_->write([&](Connection&) {
        is_held.set_value();
        held.wait();
        return Result<void>();
      });
    });
    is_held.get_future().wait();

    std::vector<std::future<Result<void>>> waiting;
    for (std::size_t at = 0; at < units.size(); ++at) {
      waiting.push_back(std::async(std::launch::async, [&, at] { return database_->write(units[at]); }));
      EXPECT_TRUE(eventually([&] { return database_->metrics().queue_depth == at + 1; }));
    }
    may_end.set_value();
    EXPECT_TRUE(holding.get());
    std::vector<Result<void>> results;
    for (auto& one : waiting) results.push_back(one.get());
    return results;
  }

  TestDatabase database_;
};

TEST_F(GroupWriterTest, units_that_wait_together_are_committed_together) {
  std::vector<store::Unit> units;
  for (int id = 1; id <= 20; ++id) units.push_back(adding_sample(id, std::to_string(id)));
  const auto before = database_->metrics();

  for (const auto& result : write_as_one_batch(units)) EXPECT_TRUE(result);

  const auto after = database_->metrics();
  EXPECT_EQ(after.unit_count - before.unit_count, 21U);
  EXPECT_EQ(after.commit_count - before.commit_count, 2U);  // that of the unit that held the writer, and the batch
  EXPECT_EQ(sample_count(*database_), 20);
}

TEST_F(GroupWriterTest, units_that_fail_take_no_neighbour_along) {
  std::vector<store::Unit> units;
  for (int id = 1; id <= 20; ++id) {
    if (id % 2 == 0) {
      units.push_back(adding_sample(id, std::to_string(id)));
    } else {
      units.push_back([id](Connection& connection) -> Result<void> {
        TRY(add_sample(connection, id, std::to_string(id)));
        return add_sample(connection, id + 1000, std::to_string(id));  // the name is taken, by itself
      });
    }
  }

  const auto results = write_as_one_batch(units);

  for (std::size_t at = 0; at < results.size(); ++at) {
    const bool should_succeed = (at + 1) % 2 == 0;
    EXPECT_EQ(static_cast<bool>(results[at]), should_succeed) << at;
    if (!results[at]) {
      EXPECT_TRUE(store::violates(results[at].error(), "sample_name"));
    }
  }
  EXPECT_EQ(sample_count(*database_), 10);
}

TEST_F(GroupWriterTest, a_unit_whose_transaction_was_rolled_back_by_sqlite_leaves_the_others_whole) {
  store::SqliteOptions sqlite;
  sqlite.statement_time_max = std::chrono::milliseconds(100);
  reopen_with(sqlite);
  const auto endless = [](Connection& connection) -> Result<void> {
    TRY(connection.execute(endless_insert));
    return {};
  };

  const auto results = write_as_one_batch({adding_sample(1, "one"), endless, adding_sample(2, "two")});

  EXPECT_TRUE(results[0]);
  ASSERT_FALSE(results[1]);
  EXPECT_EQ(results[1].error().code, "store.statement_timeout");
  EXPECT_TRUE(results[2]);
  EXPECT_EQ(sample_count(*database_), 2);
}

TEST_F(GroupWriterTest, a_full_queue_refuses_at_once) {
  store::SqliteOptions sqlite;
  sqlite.write_queue_max = 0;
  reopen_with(sqlite);

  const auto result = database_->write(adding_sample(1, "one"));

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "store.unavailable");
  EXPECT_NE(result.error().detail.find("queue"), std::string::npos);
}

TEST_F(GroupWriterTest, a_queue_that_callers_have_filled_has_room_for_the_servers_own_work) {
  store::SqliteOptions sqlite;
  sqlite.write_queue_max = 1;
  reopen_with(sqlite);
  std::future<Result<void>> waiting;
  std::future<Result<void>> own;
  Result<void> refused;

  const auto outer = database_->write([&](Connection&) -> Result<void> {
    waiting = std::async(std::launch::async, [&] { return database_->write(adding_sample(1, "one")); });
    EXPECT_TRUE(eventually([&] { return database_->metrics().queue_depth == 1; }));
    refused = std::async(std::launch::async, [&] { return database_->write(adding_sample(2, "two")); }).get();
    own = std::async(std::launch::async, [&] { return database_->write(adding_sample(3, "three"), store::Share::server); });
    EXPECT_TRUE(eventually([&] { return database_->metrics().queue_depth == 2; }));
    return {};
  });

  EXPECT_TRUE(outer);
  EXPECT_FALSE(refused);
  EXPECT_TRUE(waiting.get());
  EXPECT_TRUE(own.get());
}

TEST_F(GroupWriterTest, a_unit_that_waited_too_long_is_withdrawn) {
  store::SqliteOptions sqlite;
  sqlite.wait_max = std::chrono::milliseconds(20);
  reopen_with(sqlite);
  std::optional<Error> refused;

  const auto outer = database_->write([&](Connection&) -> Result<void> {
    const auto result = std::async(std::launch::async, [&] { return database_->write(adding_sample(1, "one")); }).get();
    if (!result) refused = result.error();
    return {};
  });

  EXPECT_TRUE(outer);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, "store.unavailable");
  EXPECT_TRUE(database_->write(adding_sample(2, "two")));
  EXPECT_EQ(sample_count(*database_), 1);
}

std::vector<std::vector<store::Value>> bulky_rows(int first, int count) {
  std::vector<std::vector<store::Value>> rows;
  for (int id = first; id < first + count; ++id) rows.push_back({id, std::to_string(id) + std::string(2'000, '.'), nullptr});
  return rows;
}

TEST_F(GroupWriterTest, a_full_disk_is_told_and_nothing_is_torn_and_room_brings_it_back) {
  store::SqliteOptions small;
  small.page_count_max = 60;
  reopen_with(small);
  const auto adding_bulk = [](int first) {
    return [first](Connection& connection) { return connection.execute_many(insert_sample, bulky_rows(first, 20)); };
  };

  int accepted = 0;
  std::optional<Error> refused;
  for (int first = 1; !refused && first < 10'000; first += 20) {
    const auto result = database_->write(adding_bulk(first));
    if (result) accepted += 20;
    else refused = result.error();
  }

  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->kind, base::ErrorKind::unavailable);
  EXPECT_EQ(refused->code, "store.disk_full");
  EXPECT_EQ(sample_count(*database_), accepted);  // reads go on, whole units only
  EXPECT_TRUE(database_->check());
  ASSERT_TRUE(database_->write([&](Connection& connection) { return connection.run_script("PRAGMA max_page_count = 10000"); }));
  EXPECT_TRUE(database_->write(adding_bulk(20'001)));  // the same connection
  EXPECT_EQ(sample_count(*database_), accepted + 20);
}

TEST_F(GroupWriterTest, a_full_disk_fails_only_the_units_that_need_room) {
  store::SqliteOptions small;
  small.page_count_max = 40;
  reopen_with(small);
  const auto bulk = [](Connection& connection) { return connection.execute_many(insert_sample, bulky_rows(100, 200)); };

  const auto results = write_as_one_batch({adding_sample(1, "one"), bulk, adding_sample(2, "two")});

  EXPECT_TRUE(results[0]);
  ASSERT_FALSE(results[1]);
  EXPECT_EQ(results[1].error().code, "store.disk_full");
  EXPECT_TRUE(results[2]);
  EXPECT_EQ(sample_count(*database_), 2);
}

TEST_F(GroupWriterTest, the_log_is_emptied_although_readers_overlap_all_the_time) {
  store::SqliteOptions sqlite;
  sqlite.wal_bytes_max = 1'000'000;
  reopen_with(sqlite);
  std::atomic<bool> is_over = false;
  std::vector<std::jthread> readers;
  for (int reader = 0; reader < 3; ++reader)
    readers.emplace_back([&] {
      while (!is_over) sample_count(*database_);
    });

  std::uint64_t most = 0;
  for (int round = 0; round < 60; ++round) {
    EXPECT_TRUE(database_->write(
        [&](Connection& connection) { return connection.execute_many(insert_sample, bulky_rows(round * 100, 100)); }));
    most = std::max(most, database_->metrics().wal_bytes);
  }
  is_over = true;
  readers.clear();

  EXPECT_LT(most, 4'000'000U);  // some 15 MB went through it
  EXPECT_EQ(sample_count(*database_), 6'000);
}

TEST_F(GroupWriterTest, a_reader_of_another_program_holds_up_nobody_while_the_log_grows) {
  store::SqliteOptions sqlite;
  sqlite.wal_bytes_max = 100'000;
  sqlite.wait_max = std::chrono::minutes(2);  // what a checkpoint would wait for the reader
  reopen_with(sqlite);
  store::SqliteOptions elsewhere;
  elsewhere.directory = database_.sqlite_directory();
  const auto theirs = store::open_sqlite(elsewhere);
  ASSERT_TRUE(theirs);
  std::promise<void> has_snapshot;
  std::promise<void> may_end;
  auto backup = std::async(std::launch::async, [&] {
    return (*theirs)->read([&](Connection& connection) -> Result<void> {
      TRY(connection.query(count_samples));
      has_snapshot.set_value();
      may_end.get_future().wait();
      return {};
    });
  });
  has_snapshot.get_future().wait();

  const auto started = std::chrono::steady_clock::now();
  for (int round = 0; round < 60; ++round) {
    EXPECT_TRUE(database_->write(
        [&](Connection& connection) { return connection.execute_many(insert_sample, bulky_rows(round * 100, 100)); }));
    EXPECT_EQ(sample_count(*database_), (round + 1) * 100);
  }
  const auto took = std::chrono::steady_clock::now() - started;

  EXPECT_GT(database_->metrics().wal_bytes, sqlite.wal_bytes_max) << "it could not be emptied";
  EXPECT_LT(took, sqlite.wait_max / 2);
  may_end.set_value();
  EXPECT_TRUE(backup.get());
}

TEST(TruncationPause, grows_with_each_try_in_vain_to_a_bound_and_begins_anew_after_one_that_went_well) {
  const auto noon = store::TruncationPause::Clock::now();
  store::TruncationPause pause;
  const auto length = [&] {
    std::chrono::seconds passed{0};
    while (!pause.is_due(noon + passed)) ++passed;
    return passed.count();
  };
  std::vector<std::int64_t> lengths{length()};
  for (int failure = 0; failure < 8; ++failure) {
    pause.failed(noon);
    lengths.push_back(length());
  }
  EXPECT_EQ(lengths, (std::vector<std::int64_t>{0, 1, 2, 4, 8, 16, 32, 60, 60}));

  pause.succeeded();
  EXPECT_EQ(length(), 0);
  pause.failed(noon);
  EXPECT_EQ(length(), 1);
}

}  // namespace
}  // namespace slipway::test
