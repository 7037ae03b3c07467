#include "adapters/store/sqlite/sqlite_database.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <limits>

#include "adapters/store/sqlite/read_gate.h"
#include "adapters/store/sqlite/sqlite_constraint.h"
#include "store/sample_table.h"
#include "support/eventually.h"

namespace slipway::test {
namespace {

store::SqliteOptions in(const TemporaryDirectory& directory) {
  store::SqliteOptions options;
  options.directory = directory.path();
  return options;
}

std::string open_error(const store::SqliteOptions& options) {
  const auto opened = store::open_sqlite(options);
  return opened ? "opened" : opened.error().code;
}

TEST(SqliteDatabase, a_write_lock_held_by_another_program_is_waited_for_but_not_for_ever) {
  const TemporaryDirectory directory;
  auto options = in(directory);
  options.wait_max = std::chrono::milliseconds(30);
  const auto ours = store::open_sqlite(options);
  ASSERT_TRUE(ours);
  add_sample_table(**ours);
  const auto theirs = store::open_sqlite(options);
  ASSERT_TRUE(theirs);
  std::optional<Error> refused;

  EXPECT_TRUE((*theirs)->write([&](Connection& connection) -> Result<void> {
    TRY(add_sample(connection, 1, "theirs"));
    const auto result = std::async(std::launch::async, [&] { return (*ours)->write(adding_sample(2, "ours")); }).get();
    if (!result) refused = result.error();
    return {};
  }));

  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, "store.unavailable");
  EXPECT_TRUE((*ours)->write(adding_sample(3, "later")));
  EXPECT_EQ(sample_count(**ours), 2);
}

TEST(SqliteDatabase, its_files_are_for_their_owner_only) {
  const TemporaryDirectory directory;
  const auto database = store::open_sqlite(in(directory));
  ASSERT_TRUE(database);
  add_sample_table(**database);

  for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(0777), std::filesystem::perms(0600)) << entry.path();
}

TEST(SqliteDatabase, a_directory_that_is_not_there_is_told) {
  store::SqliteOptions options;
  options.directory = "/no/such/directory";

  EXPECT_EQ(open_error(options), "store.unavailable");
}

TEST(SqliteDatabase, a_file_that_is_no_database_is_told_and_left_alone) {
  const TemporaryDirectory directory;
  std::ofstream(directory / "slipway.db") << "this is a letter, not a database; it is long enough to look at: "
                                          << std::string(5'000, 'x');

  EXPECT_EQ(open_error(in(directory)), "store.internal");
  EXPECT_GT(std::filesystem::file_size(directory / "slipway.db"), 5'000U);
}

TEST(SqliteDatabase, it_is_not_ready_when_the_disk_is_nearly_full) {
  const TemporaryDirectory directory;
  auto options = in(directory);
  options.free_bytes_min = std::numeric_limits<std::uint64_t>::max();
  const auto database = store::open_sqlite(options);
  ASSERT_TRUE(database);

  const auto checked = (*database)->check();

  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "store.disk_full");
}

TEST(SqliteDatabase, metrics_tell_the_age_of_the_oldest_read) {
  const TemporaryDirectory directory;
  const auto database = store::open_sqlite(in(directory));
  ASSERT_TRUE(database);

  EXPECT_TRUE((*database)->read([&](Connection&) -> Result<void> {
    EXPECT_TRUE(eventually([&] { return (*database)->metrics().oldest_read_age > std::chrono::milliseconds(1); }));
    EXPECT_EQ((*database)->metrics().reads_in_flight, 1U);
    return {};
  }));

  EXPECT_EQ((*database)->metrics().oldest_read_age.count(), 0);
}

TEST(ReadGate, closes_when_the_last_reader_has_left) {
  store::ReadGate gate;
  std::optional<store::ReadGate::Pass> pass(gate.enter());
  auto closing = std::async(std::launch::async, [&] { return gate.close(std::chrono::seconds(20)); });

  pass.reset();

  EXPECT_TRUE(closing.get());
  auto entering = std::async(std::launch::async, [&] { return gate.enter(); });
  EXPECT_EQ(entering.wait_for(std::chrono::milliseconds(5)), std::future_status::timeout);
  gate.open();
  entering.wait();
}

TEST(ReadGate, opens_again_when_a_reader_stays) {
  store::ReadGate gate;
  const auto pass = gate.enter();

  EXPECT_FALSE(gate.close(std::chrono::milliseconds(5)));

  const auto another = gate.enter();  // does not wait
}

struct Declaration {
  std::string name;
  std::string create_table;
  std::vector<std::string> columns;
  std::string expected;
};

TEST(DeclaredName, is_found_wherever_sql_lets_it_stand) {
  const std::vector<Declaration> declarations = {
      {"column", "CREATE TABLE t (a INTEGER, b TEXT NOT NULL CONSTRAINT b_once UNIQUE)", {"b"}, "b_once"},
      {"table", "CREATE TABLE t (a INTEGER, b TEXT, CONSTRAINT both_once UNIQUE (a, b))", {"a", "b"}, "both_once"},
      {"order", "CREATE TABLE t (a, b, CONSTRAINT both_once UNIQUE (a, b))", {"b", "a"}, ""},
      {"primary key", "create table t (a, b, constraint t_key primary key (a, b)) without rowid", {"a", "b"}, "t_key"},
      {"other constraint", "CREATE TABLE t (a CONSTRAINT a_set CHECK (a > 0) UNIQUE)", {"a"}, ""},
      {"second of two", "CREATE TABLE t (a CONSTRAINT a_set CHECK (a IN (1, 2)) CONSTRAINT a_once UNIQUE)", {"a"}, "a_once"},
      {"comment",
       "CREATE TABLE t ( -- CONSTRAINT no UNIQUE (a), it's\n a /* ( */, CONSTRAINT a_once UNIQUE (a))",
       {"a"},
       "a_once"},
      {"quotes", "CREATE TABLE t (\"a\" TEXT DEFAULT '),(' CONSTRAINT \"a once\" UNIQUE)", {"a"}, "a once"},
      {"none", "CREATE TABLE t (a UNIQUE)", {"a"}, ""},
      {"broken", "CREATE TABLE t (a CONSTRAINT", {"a"}, ""},
  };
  for (const auto& declaration : declarations)
    EXPECT_EQ(store::declared_name(declaration.create_table, declaration.columns), declaration.expected) << declaration.name;
}

}  // namespace
}  // namespace slipway::test
