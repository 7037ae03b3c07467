// Effects that wait for their doer, on both databases.
#include "app/ports/server/outbox.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>

#include "adapters/store/connection.h"
#include "adapters/store/database.h"
#include "support/test_installation.h"

namespace slipway::test {
namespace {

using namespace std::chrono_literals;

class OutboxTest : public ::testing::TestWithParam<store::Dialect> {
 protected:
  using Claimed = std::optional<app::OutboxEntry>;

  TestInstallation installation{GetParam()};

  void add(const std::string& kind, const std::string& subject) {
    base::Json payload;
    payload.set("number", 7);
    must(installation.store().write(
        [&](app::Tx& tx) { return tx.outbox().add({kind, subject, payload}, installation.clock.now()); }));
  }
  Claimed claim(const std::vector<std::string>& kinds, const std::function<bool(const app::OutboxEntry&)>& is_wanted,
                base::Instant now) {
    return must(installation.store().write(
        [&](app::Tx& tx) { return tx.outbox().claim(kinds, installation.incarnation, is_wanted, now); }));
  }
  Claimed claim(const std::vector<std::string>& kinds) {
    return claim(kinds, [](const app::OutboxEntry&) { return true; }, installation.clock.now());
  }
  template <class Unit>
  auto write(Unit unit) {
    return must(installation.store().write([&](app::Tx& tx) { return unit(tx.outbox()); }));
  }
};
INSTANTIATE_TEST_SUITE_P(Store, OutboxTest, each_dialect(), dialect_name);

TEST_P(OutboxTest, an_entry_is_claimed_with_what_it_says_and_is_gone_when_it_is_finished) {
  add("count", "job:1");
  const auto entry = claim({"count"});
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->subject, "job:1");
  EXPECT_EQ(*entry->payload.find("number"), base::Json(7));
  EXPECT_EQ(entry->attempt, 1);
  EXPECT_TRUE(write([&](app::Outbox& outbox) { return outbox.is_there(*entry); }));
  EXPECT_EQ(write([](app::Outbox& outbox) { return outbox.count("job:1"); }), 1);

  must(installation.store().write([&](app::Tx& tx) { return tx.outbox().finish(*entry); }));

  EXPECT_FALSE(write([&](app::Outbox& outbox) { return outbox.is_there(*entry); }));
  EXPECT_FALSE(claim({"count"}));
}

TEST_P(OutboxTest, who_asks_for_some_kinds_gets_no_other) {
  add("count", "job:1");
  EXPECT_FALSE(claim({"send", "purge"}));
  EXPECT_TRUE(claim({"send", "count"}));
}

TEST_P(OutboxTest, entries_of_one_subject_are_done_in_their_order) {
  add("first", "job:1");
  add("second", "job:1");
  EXPECT_FALSE(claim({"second"})) << "the first is not done";
  const auto first = claim({"first", "second"});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, "first");
  must(installation.store().write([&](app::Tx& tx) { return tx.outbox().finish(*first); }));
  EXPECT_TRUE(claim({"second"}));
}

TEST_P(OutboxTest, what_is_not_wanted_now_is_passed_over) {
  add("count", "job:1");
  add("count", "job:2");
  const auto entry =
      claim({"count"}, [](const app::OutboxEntry& each) { return each.subject != "job:1"; }, installation.clock.now());
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->subject, "job:2");
}

TEST_P(OutboxTest, a_pause_ends_at_its_time_or_with_a_clock_that_is_set_back_and_fences_its_holder) {
  add("count", "job:1");
  const auto entry = claim({"count"});
  const auto now = installation.clock.now();
  must(installation.store().write([&](app::Tx& tx) { return tx.outbox().postpone(*entry, now + 1min, 60'000ms); }));
  const auto any = [](const app::OutboxEntry&) { return true; };
  EXPECT_FALSE(claim({"count"}, any, now + 59s));
  EXPECT_TRUE(claim({"count"}, any, now - 1s)) << "it holds between its begin and its end only";
  EXPECT_FALSE(write([&](app::Outbox& outbox) { return outbox.holds(*entry); })) << "somebody took it since";
}

TEST_P(OutboxTest, an_entry_that_cannot_be_read_holds_up_its_own_subject_only) {
  add("count", "job:1");
  add("count", "job:2");
  must(installation.database()->write([](store::Connection& connection) {
    return connection.run_script("UPDATE outbox SET payload = 'no json' WHERE subject = 'job:1'");
  }));
  const auto unreadable = claim({"count"});
  ASSERT_TRUE(unreadable);
  EXPECT_TRUE(unreadable->payload.is_null());
  const auto now = installation.clock.now();
  must(installation.store().write([&](app::Tx& tx) { return tx.outbox().postpone(*unreadable, now + 1min, 60'000ms); }));
  EXPECT_EQ(claim({"count"})->subject, "job:2");
}

}  // namespace
}  // namespace slipway::test
