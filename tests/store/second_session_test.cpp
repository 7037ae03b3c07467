// The session beside the store's that other tests hold rows with.
#include "support/second_session.h"

#include <future>

#include "store/sample_table.h"
#include "support/eventually.h"

namespace slipway::test {
namespace {

class SecondSessionTest : public SampleTest {
 protected:
  SecondSessionTest() : SampleTest(without_patience()) { EXPECT_FALSE(write(adding_sample(1, "one"))); }

  // An outside lock is waited for this long on SQLite, and on PostgreSQL.
  static TestDatabase::Options without_patience() {
    auto options = without_tables();
    options.sqlite.wait_max = std::chrono::milliseconds(30);
    options.postgres.lock_time_max = std::chrono::milliseconds(30);
    return options;
  }

  std::optional<Error> add_one() {
    return write([](Connection& connection) -> Result<void> {
      TRY(connection.execute(add_to_sample, {{":id", 1}}));
      return {};
    });
  }
};
INSTANTIATE_TEST_SUITE_P(Store, SecondSessionTest, each_dialect(), dialect_name);

TEST_P(SecondSessionTest, what_it_changed_is_held_until_it_is_committed) {
  SecondSession other(database_);
  other.begin_write();
  other.run("UPDATE sample SET amount = 10 WHERE id = 1");

  const auto refused = add_one();
  other.commit();

  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, "store.unavailable");
  EXPECT_FALSE(add_one());
  EXPECT_EQ(other.run("SELECT amount FROM sample WHERE id = 1"), "11");
}

TEST_P(SecondSessionTest, what_it_did_not_commit_is_gone_with_it) {
  {
    SecondSession other(database_);
    other.begin_write();
    other.run("UPDATE sample SET amount = 10 WHERE id = 1");
  }
  EXPECT_TRUE(eventually([this] { return !add_one(); }));
  EXPECT_EQ(SecondSession(database_).run("SELECT amount FROM sample WHERE id = 1"), "2");
}

TEST_P(SecondSessionTest, a_reader_sees_one_state_and_holds_up_no_writer) {
  SecondSession other(database_);
  other.begin_read();

  EXPECT_FALSE(add_one());

  EXPECT_EQ(other.run("SELECT amount FROM sample WHERE id = 1"), "1");
  other.rollback();
  EXPECT_EQ(other.run("SELECT amount FROM sample WHERE id = 1"), "2");
}

TEST_P(SecondSessionTest, a_statement_that_fails_throws) {
  SecondSession other(database_);
  EXPECT_THROW(other.run("SELECT 1 FROM nowhere"), std::runtime_error);
}

TEST(SecondSession, it_sees_who_waits_and_changes_the_row_in_between) {
  TestDatabase database(Dialect::postgres, without_tables());
  add_sample_table(*database);
  ASSERT_TRUE(database->write(adding_sample(1, "one")));
  SecondSession other(database);
  other.begin_write();
  other.run("UPDATE sample SET amount = 10 WHERE id = 1");
  EXPECT_EQ(other.waiting_sessions(), 0);

  auto written = std::async(std::launch::async, [&] {
    return database->write([](Connection& connection) -> Result<void> {
      TRY(connection.execute(add_to_sample, {{":id", 1}}));
      return {};
    });
  });
  other.wait_until_somebody_waits();
  other.run("UPDATE sample SET amount = 20 WHERE id = 1");
  other.commit();

  EXPECT_TRUE(written.get());
  EXPECT_EQ(other.run("SELECT amount FROM sample WHERE id = 1"), "21");
}

}  // namespace
}  // namespace slipway::test
