// What a unit leaves to after its commit, on both databases.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/ports/server/incarnation_repository.h"
#include "app/ports/store.h"
#include "support/test_installation.h"

namespace slipway::test {
namespace {

class AfterCommitTest : public ::testing::TestWithParam<store::Dialect> {
 protected:
  TestInstallation installation{GetParam()};
  const std::string id = std::string(32, 'a');

  Result<void> record(app::Tx& tx) {
    return tx.incarnations().record_server({.id = id, .host_name = "host"}, installation.clock.now());
  }
};
INSTANTIATE_TEST_SUITE_P(Store, AfterCommitTest, each_dialect(), dialect_name);

TEST_P(AfterCommitTest, effects_come_in_order_when_others_can_see_what_was_written) {
  std::vector<std::string> seen;
  must(installation.store().write([&](app::Tx& tx) -> Result<void> {
    tx.after_commit([&] {
      const auto host =
          must(installation.store().read([&](app::Tx& later) { return later.incarnations().find_server_host(id); }));
      seen.push_back(host.value_or("nothing"));
    });
    tx.after_commit([&] { seen.emplace_back("second"); });
    return record(tx);
  }));
  EXPECT_EQ(seen, (std::vector<std::string>{"host", "second"}));
}

TEST_P(AfterCommitTest, what_is_undone_has_no_effect) {
  bool is_done = false;
  const auto written = installation.store().write([&](app::Tx& tx) -> Result<void> {
    tx.after_commit([&] { is_done = true; });
    TRY(record(tx));
    return base::conflict("test.undone", "undone");
  });
  EXPECT_EQ(code_of(written), "test.undone");
  EXPECT_FALSE(is_done);
}

}  // namespace
}  // namespace slipway::test
