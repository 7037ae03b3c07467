// That roles did not permit a call is one audit row a minute, whoever of several servers was asked, and however often.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/audit/record_refusal.h"
#include "app/ports/people/audit_log.h"
#include "support/test_installation.h"

namespace slipway::test {
namespace {

class GoneStore final : public app::Store {
  Result<void> run_read(const TxUnit&) override { return base::unavailable("store.unavailable", "the database is gone"); }
  Result<void> run_write(const TxUnit&) override { return base::unavailable("store.unavailable", "the database is gone"); }
};

class PeopleRefusals : public ::testing::TestWithParam<store::Dialect> {
 protected:
  Result<void> refuse(app::RecordedRefusals& server, const std::string& operation, std::string_view person = "viewer") {
    return app::record_refusal(installation.context(), server,
                               {.caller = installation.as(person).caller,
                                .workspace = installation.enterprise.id,
                                .operation = operation,
                                .action = access::Action::operate});
  }
  std::string refusals() {
    const auto rows = must(installation.store().read(
        [&](app::Tx& tx) { return tx.audit().list(installation.enterprise.id, 0, 100, {.action = "access.refused"}); }));
    std::string text;
    for (const auto& row : rows) text = row.user_name + " " + row.entry.subject_id + ", " + text;
    return text;
  }

  TestInstallation installation{GetParam()};
  app::RecordedRefusals one;
  app::RecordedRefusals two;
};
INSTANTIATE_TEST_SUITE_P(Store, PeopleRefusals, each_dialect(), dialect_name);

TEST_P(PeopleRefusals, are_one_row_a_minute_for_user_and_operation_of_all_servers) {
  for (int i = 0; i < 10; ++i)
    for (auto* server : {&one, &two}) must(refuse(*server, "StartJob"));
  EXPECT_EQ(refusals(), "viewer StartJob, ");

  must(refuse(two, "StopJob"));
  must(refuse(two, "StartJob", "dev"));
  EXPECT_EQ(refusals(), "viewer StartJob, viewer StopJob, dev StartJob, ");

  installation.clock.step(std::chrono::seconds{59});
  must(refuse(one, "StartJob"));
  EXPECT_EQ(refusals(), "viewer StartJob, viewer StopJob, dev StartJob, ");
  installation.clock.step(std::chrono::seconds{1});
  for (auto* server : {&two, &one}) must(refuse(*server, "StartJob"));
  EXPECT_EQ(refusals(), "viewer StartJob, viewer StopJob, dev StartJob, viewer StartJob, ");
}

TEST_P(PeopleRefusals, tell_where_and_what_was_wanted) {
  must(refuse(one, "StartJob"));

  const auto row =
      must(installation.store().read([&](app::Tx& tx) { return tx.audit().list(installation.enterprise.id, 0, 1); })).at(0);
  EXPECT_EQ(row.entry.workspace, installation.enterprise.id);
  EXPECT_EQ(row.entry.subject_kind, "operation");
  EXPECT_EQ(base::format_json(row.entry.detail), R"({"action":"operate"})");
  EXPECT_EQ(row.entry.at, installation.clock.now());
}

TEST_P(PeopleRefusals, that_could_not_be_written_are_tried_again) {
  GoneStore gone;
  auto context = app::Context{.store = gone,
                              .clock = installation.clock,
                              .random = installation.random,
                              .wakeups = installation.wakeups,
                              .limits = {},
                              .permissions = {}};
  const app::Refusal refusal{.caller = installation.as("viewer").caller,
                             .workspace = installation.enterprise.id,
                             .operation = "StartJob",
                             .action = access::Action::operate};
  EXPECT_EQ(code_of(app::record_refusal(context, one, refusal)), "store.unavailable");

  must(refuse(one, "StartJob"));

  EXPECT_EQ(refusals(), "viewer StartJob, ");
}

TEST_P(PeopleRefusals, ask_the_database_once_for_a_burst_and_remember_no_more_than_they_may) {
  const auto now = installation.clock.now();
  EXPECT_TRUE(one.take("a burst", now));
  for (int i = 0; i < 1'000; ++i) EXPECT_FALSE(one.take("a burst", now));
  EXPECT_FALSE(one.take("a burst", now - std::chrono::seconds{1})) << "looked at the clock before the first did";
  EXPECT_TRUE(one.take("a burst", now - std::chrono::hours{1})) << "a clock that was set back waits for nothing";

  for (std::size_t i = 0; i < app::RecordedRefusals::remembered_max; ++i) one.take(std::to_string(i), now);
  EXPECT_TRUE(one.take("a burst", now)) << "forgotten, and left to the database";
}

}  // namespace
}  // namespace slipway::test
