// The lock by which servers see that another one is gone.
#include "adapters/store/postgres/postgres_session_lock.h"

#include <optional>

#include "adapters/store/server/incarnation_repository.h"

#include "support/eventually.h"
#include "support/postgres_server.h"
#include "support/second_session.h"
#include "support/test_database.h"

namespace slipway::test {
namespace {

using store::PostgresSessionLock;

constexpr std::string_view name_parameter[] = {"name"};
constexpr store::Statement try_name{.name = "try_name",
                                    .sqlite = {},
                                    .postgres = "SELECT pg_try_advisory_xact_lock_shared(hashtextextended($1, 0)) AS is_free",
                                    .parameters = name_parameter};

class PostgresSessionLockTest : public ::testing::Test {
 protected:
  TestDatabase database{store::Dialect::postgres};

  store::PostgresOptions options() {
    store::PostgresOptions options;
    options.url = database.postgres_url();
    return options;
  }
  bool is_free(const std::string& name) {
    std::int64_t found = -1;
    EXPECT_TRUE(database->read([&](store::Connection& connection) -> Result<void> {
      TRY_LET(rows, connection.query(try_name, {{"name", name}}));
      found = rows.front().integer("is_free");
      return {};
    }));
    return found == 1;
  }
};

TEST_F(PostgresSessionLockTest, it_is_held_until_its_connection_ends) {
  std::optional<PostgresSessionLock> lock(options());
  ASSERT_TRUE(lock->keep());
  EXPECT_TRUE(is_free("server"));

  ASSERT_TRUE(lock->take("server"));
  EXPECT_FALSE(is_free("server"));
  EXPECT_TRUE(is_free("another"));

  lock.reset();
  EXPECT_TRUE(eventually([&] { return is_free("server"); }));
}

TEST_F(PostgresSessionLockTest, another_name_takes_the_place_of_the_first) {
  PostgresSessionLock lock(options());
  ASSERT_TRUE(lock.take("server"));
  ASSERT_TRUE(lock.take("server anew"));
  EXPECT_FALSE(is_free("server anew"));
  EXPECT_TRUE(eventually([&] { return is_free("server"); }));
}

TEST_F(PostgresSessionLockTest, one_whose_connection_was_lost_is_taken_anew) {
  PostgresSessionLock lock(options());
  ASSERT_TRUE(lock.take("server"));
  run_sql(database.postgres_url(), "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
  EXPECT_TRUE(eventually([&] { return is_free("server"); }));

  ASSERT_TRUE(lock.keep());
  EXPECT_FALSE(is_free("server"));
  ASSERT_TRUE(lock.keep());
}

TEST_F(PostgresSessionLockTest, what_is_written_on_its_connection_is_committed_or_undone_and_a_lost_one_is_replaced) {
  PostgresSessionLock lock(options());
  ASSERT_TRUE(lock.take("server"));
  const auto add = [&](const std::string& id, bool fails) {
    return lock.write([&, id, fails](store::Connection& connection) -> Result<void> {
      store::SqlIncarnationRepository incarnations(connection);
      TRY(incarnations.begin(id, "host", base::from_microseconds(1), std::chrono::hours{1}));
      if (fails) return base::conflict("test.other", "something else");
      return {};
    });
  };

  EXPECT_TRUE(add("first", false));
  EXPECT_FALSE(add("second", true));
  run_sql(database.postgres_url(), "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
  EXPECT_TRUE(eventually([&] { return is_free("server"); }));
  EXPECT_TRUE(add("third", false)) << "the lease lives on without the lock";
  EXPECT_TRUE(is_free("server"));
  EXPECT_TRUE(lock.keep());

  EXPECT_FALSE(is_free("server"));
  SecondSession other(database);
  EXPECT_EQ(other.run("SELECT string_agg(id, ' ' ORDER BY id) FROM incarnation"), "first third");
}

}  // namespace
}  // namespace slipway::test
