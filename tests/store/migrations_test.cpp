#include "adapters/store/migrations.h"

#include <future>

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

}  // namespace
}  // namespace slipway::test
