// What has run out is deleted in the background, batch by batch.
#include "app/tasks/forget_expired_task.h"

#include <gtest/gtest.h>

#include "app/ports/people/people_repository.h"
#include "app/ports/server/replay_repository.h"
#include "support/test_installation.h"

namespace slipway::test {
namespace {

class ForgetExpired : public ::testing::TestWithParam<store::Dialect> {
 protected:
  void insert_replay(const std::string& signature, base::Instant expires_at) {
    must(installation.store().write([&](app::Tx& tx) { return tx.replays().insert({"SWA", signature, "digest"}, expires_at); }));
  }
  bool is_remembered(const std::string& signature) {
    return must(installation.store().read([&](app::Tx& tx) { return tx.replays().find({"SWA", signature, "digest"}); }))
        .has_value();
  }

  TestInstallation installation{GetParam()};
  app::ForgetExpiredTask task{installation.context()};
};

INSTANTIATE_TEST_SUITE_P(Store, ForgetExpired, each_dialect(), dialect_name);

TEST_P(ForgetExpired, what_has_run_out_goes_and_the_rest_stays) {
  const auto now = installation.clock.now();
  insert_replay("old", now);
  insert_replay("young", now + std::chrono::minutes{10});
  must(installation.store().write([&](app::Tx& tx) {
    return tx.people().insert_token(
        {.digest = std::string(64, 'a'), .user = installation.user("dev"), .project = {}, .issued_at = now, .expires_at = now});
  }));

  EXPECT_EQ(must(task.run_once(now)), app::TaskProgress::done);

  EXPECT_FALSE(is_remembered("old"));
  EXPECT_TRUE(is_remembered("young"));
  EXPECT_FALSE(
      must(installation.store().read([&](app::Tx& tx) { return tx.people().find_token(std::string(64, 'a')); })).has_value());
}

TEST_P(ForgetExpired, it_looks_once_a_minute_also_when_the_clock_was_set_back) {
  const auto now = installation.clock.now();
  must(task.run_once(now));
  insert_replay("old", now - std::chrono::hours{2});

  must(task.run_once(now + std::chrono::seconds{59}));
  EXPECT_TRUE(is_remembered("old"));
  must(task.run_once(now - std::chrono::hours{1}));
  EXPECT_FALSE(is_remembered("old"));
}

TEST_P(ForgetExpired, many_go_in_batches) {
  const auto now = installation.clock.now();
  must(installation.store().write([&](app::Tx& tx) -> Result<void> {
    for (int i = 0; i < 1'500; ++i) TRY(tx.replays().insert({"SWA", std::to_string(i), "digest"}, now));
    return {};
  }));

  EXPECT_EQ(must(task.run_once(now)), app::TaskProgress::more);
  EXPECT_EQ(must(task.run_once(now)), app::TaskProgress::done);
  EXPECT_FALSE(is_remembered("0"));
  EXPECT_FALSE(is_remembered("1499"));
}

}  // namespace
}  // namespace slipway::test
