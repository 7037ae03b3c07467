// What a PostgreSQL database must be able to do, asked at each connect.
#include "adapters/store/postgres/postgres_abilities.h"

#include <gtest/gtest.h>

#include "adapters/store/postgres/postgres_session_lock.h"
#include "support/postgres_server.h"
#include "support/test_database.h"
#include "support/transaction_pooler.h"

namespace slipway::test {
namespace {

store::PostgresOptions at(const std::string& url) {
  store::PostgresOptions options;
  options.url = url;
  return options;
}

// The error of opening it; one of kind internal when it opens.
base::Error refusal(const std::string& url) {
  const auto opened = store::open_postgres(at(url));
  return opened ? base::internal("test.opened", "it was opened") : opened.error();
}

// Made for one test, in the server that all share.
class OwnDatabase {
 public:
  explicit OwnDatabase(const std::string& name, const std::string& how = "") : name_(name) {
    drop_database(PostgresServer::shared_url(), name_);
    run_sql(PostgresServer::shared_url(), "CREATE DATABASE " + name_ + " " + how);
  }
  OwnDatabase(const OwnDatabase&) = delete;
  OwnDatabase& operator=(const OwnDatabase&) = delete;
  ~OwnDatabase() { drop_database(PostgresServer::shared_url(), name_); }

  std::string url() const { return PostgresServer::shared_url() + " dbname=" + name_; }
  void alter(const std::string& what) const { run_sql(PostgresServer::shared_url(), "ALTER DATABASE " + name_ + " " + what); }
  void cut_connections() const {
    run_sql(PostgresServer::shared_url(),
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name_ + "'");
  }

 private:
  std::string name_;
};

TEST(PostgresAbilities, a_database_that_cannot_hold_every_text_is_refused_by_name) {
  const OwnDatabase latin("slipway_latin1", "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");

  const auto refused = refusal(latin.url());

  EXPECT_EQ(refused.code, "store.encoding_not_utf8");
  EXPECT_NE(refused.message.find("LATIN1"), std::string::npos) << refused.message;
  EXPECT_NE(refused.message.find("UTF8"), std::string::npos) << refused.message;
}

TEST(PostgresAbilities, a_database_that_cannot_be_written_is_refused_at_the_start_and_at_each_later_connect) {
  const OwnDatabase own("slipway_read_only");
  const auto opened = store::open_postgres(at(own.url()));
  ASSERT_TRUE(opened);

  own.alter("SET default_transaction_read_only = on");
  own.cut_connections();
  const auto refused = refusal(own.url());
  const auto later = (*opened)->check();
  own.alter("RESET default_transaction_read_only");
  const auto in_the_end = (*opened)->check();

  EXPECT_EQ(refused.code, "store.read_only");
  EXPECT_NE(refused.message.find("read-only"), std::string::npos) << refused.message;
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().code, "store.read_only");
  EXPECT_TRUE(in_the_end);
}

TEST(PostgresAbilities, a_pooler_that_gives_each_transaction_another_session_is_refused) {
  const TestDatabase database(store::Dialect::postgres);
  const TransactionPooler pooler(database.postgres_url());

  const auto refused = refusal(pooler.url());
  store::PostgresSessionLock lock(at(pooler.url()));
  const auto taken = lock.take("server");

  EXPECT_EQ(refused.code, "store.session_not_kept") << refused.message << refused.detail;
  EXPECT_NE(refused.message.find("pooler"), std::string::npos) << refused.message;
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, "store.session_not_kept");
}

}  // namespace
}  // namespace slipway::test
