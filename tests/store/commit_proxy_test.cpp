// The proxy that holds a COMMIT, against the real server and the real driver.
#include "support/commit_proxy.h"

#include <future>

#include "store/sample_table.h"
#include "support/eventually.h"
#include "support/second_session.h"

namespace slipway::test {
namespace {

class CommitProxyTest : public ::testing::Test {
 protected:
  CommitProxyTest() {
    add_sample_table(*database);
    store::PostgresOptions options;
    options.url = proxy.url();
    auto opened = store::open_postgres(options);
    EXPECT_TRUE(opened) << opened.error().detail;
    client = std::move(opened).value();
  }

  // Its COMMIT is held when this returns.
  std::future<Result<void>> begin_adding(std::int64_t id) {
    proxy.hold_next_commit();
    auto written = std::async(std::launch::async, [this, id] { return client->write(adding_sample(id, std::to_string(id))); });
    proxy.wait_until_held();
    return written;
  }

  static std::string outcome(std::future<Result<void>>& written) {
    const auto result = written.get();
    return result ? "committed" : result.error().code;
  }

  TestDatabase database{Dialect::postgres, without_tables()};
  CommitProxy proxy{database.postgres_url()};
  std::unique_ptr<store::Database> client;
};

TEST_F(CommitProxyTest, what_is_not_held_passes) {
  EXPECT_TRUE(client->write(adding_sample(1, "one")));
  EXPECT_TRUE(client->check());
  EXPECT_EQ(sample_count(*database), 1);
}

TEST_F(CommitProxyTest, a_commit_that_is_held_is_seen_by_nobody_until_it_is_delivered) {
  auto written = begin_adding(1);
  EXPECT_EQ(sample_count(*database), 0);
  EXPECT_TRUE(client->write(adding_sample(2, "another"))) << "only one is held";

  EXPECT_EQ(proxy.deliver(), "COMMIT");

  EXPECT_EQ(outcome(written), "committed");
  EXPECT_EQ(sample_count(*database), 2);
}

TEST_F(CommitProxyTest, one_that_comes_late_is_committed_after_its_client_was_told_that_it_is_unknown) {
  auto written = begin_adding(1);

  proxy.cut_client();

  EXPECT_EQ(outcome(written), "store.outcome_unknown");
  EXPECT_EQ(sample_count(*database), 0);
  EXPECT_EQ(proxy.deliver(), "COMMIT");
  EXPECT_EQ(sample_count(*database), 1);
}

TEST_F(CommitProxyTest, one_whose_client_is_gone_may_never_come) {
  auto written = begin_adding(1);

  proxy.cut_client();
  proxy.drop();

  EXPECT_EQ(outcome(written), "store.outcome_unknown");
  EXPECT_TRUE(client->write(adding_sample(1, "one"))) << "the first one was rolled back, so its key is free";
}

TEST_F(CommitProxyTest, one_whose_answer_is_lost_is_committed_and_unknown) {
  auto written = begin_adding(1);

  EXPECT_EQ(proxy.lose_answer(), "COMMIT");

  EXPECT_EQ(outcome(written), "store.outcome_unknown");
  EXPECT_EQ(sample_count(*database), 1);
}

TEST_F(CommitProxyTest, what_the_transaction_wrote_stays_locked_while_its_commit_is_held) {
  auto written = begin_adding(1);
  auto same = std::async(std::launch::async, [this] { return client->write(adding_sample(1, "same")); });
  EXPECT_TRUE(
      eventually([this] { return SecondSession(database).run("SELECT count(*) FROM pg_locks WHERE NOT granted") == "1"; }));

  EXPECT_EQ(proxy.deliver(), "COMMIT");

  EXPECT_EQ(outcome(written), "committed");
  EXPECT_EQ(outcome(same), "store.constraint");
}

TEST_F(CommitProxyTest, a_commit_is_chosen_by_what_its_transaction_ran) {
  ASSERT_TRUE(client->write(adding_sample(1, "one")));
  proxy.hold_next_commit("UPDATE sample");
  EXPECT_TRUE(client->write(adding_sample(2, "two"))) << "it updates nothing";
  auto written = std::async(std::launch::async, [this] {
    return client->write([](Connection& connection) -> Result<void> {
      TRY(connection.execute(add_to_sample, {{":id", 1}}));
      return {};
    });
  });
  proxy.wait_until_held();

  EXPECT_EQ(proxy.deliver(), "COMMIT");
  EXPECT_EQ(outcome(written), "committed");
}

TEST_F(CommitProxyTest, a_commit_that_the_server_refuses_is_told) {
  SecondSession(database).run(
      "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
      "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON sample DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "
      "refuse()");
  auto written = begin_adding(1);

  EXPECT_EQ(proxy.deliver(), "ERROR");

  EXPECT_FALSE(written.get());
}

TEST_F(CommitProxyTest, a_commit_as_a_prepared_statement_is_held_too) {
  constexpr Statement commit{.name = "commit", .sqlite = {}, .postgres = "COMMIT", .parameters = {}};
  const auto late = [&] {
    return client->write([&](Connection& connection) -> Result<void> {
      TRY(add_sample(connection, 1, "one"));
      TRY(connection.execute(commit));
      return {};
    });
  };
  proxy.hold_next_commit();
  auto written = std::async(std::launch::async, late);
  proxy.wait_until_held();
  EXPECT_EQ(sample_count(*database), 0);

  proxy.cut_client();

  EXPECT_EQ(outcome(written), "store.unavailable") << "the unit ran it, so its connection is lost inside the unit";
  EXPECT_EQ(proxy.deliver(), "COMMIT");
  EXPECT_EQ(sample_count(*database), 1);
}

TEST_F(CommitProxyTest, it_counts_what_the_client_waits_for_beside_begin_and_commit) {
  const auto add_three = [this](std::int64_t first) {
    return client->write([first](Connection& connection) -> Result<void> {
      TRY(add_sample(connection, first, std::to_string(first)));
      return connection.execute_many(insert_sample,
                                     {{first + 1, std::to_string(first + 1), 1}, {first + 2, std::to_string(first + 2), 1}});
    });
  };
  ASSERT_TRUE(client->check()) << "it has a connection of its own, which is asked what it can do";
  const auto before = proxy.traffic();
  ASSERT_TRUE(add_three(1)) << "this one prepares the statement";
  const auto between = proxy.traffic();
  ASSERT_TRUE(add_three(4));
  ASSERT_TRUE(client->check());
  const auto after = proxy.traffic();

  EXPECT_EQ(between.round_trips - before.round_trips, 2) << "rows of one call go together";
  EXPECT_EQ(after.round_trips - between.round_trips, 3);
  EXPECT_EQ(after.begins - before.begins, 3);
  EXPECT_EQ(after.commits - before.commits, 2) << "a look is not committed";
}

TEST_F(CommitProxyTest, orders_that_cannot_be_throw) {
  EXPECT_THROW(proxy.deliver(), std::runtime_error);
  auto written = begin_adding(1);
  EXPECT_THROW(proxy.hold_next_commit(), std::runtime_error);
  proxy.drop();
  EXPECT_EQ(outcome(written), "store.outcome_unknown");
}

}  // namespace
}  // namespace slipway::test
