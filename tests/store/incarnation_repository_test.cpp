// Leases of servers, on both databases.
#include "app/ports/incarnation_repository.h"

#include <gtest/gtest.h>

#include "support/test_installation.h"

namespace slipway::test {
namespace {

constexpr std::chrono::seconds lease{15};

class IncarnationRepositoryTest : public ::testing::TestWithParam<store::Dialect> {
 protected:
  TestInstallation installation{GetParam()};

  void begin(std::chrono::microseconds of) {
    must(installation.store().write(
        [&](app::Tx& tx) { return tx.incarnations().begin("server", "host", installation.clock.now(), of); }));
  }
  bool renew() {
    return must(installation.store().write(
        [&](app::Tx& tx) { return tx.incarnations().renew("server", installation.clock.now(), lease); }));
  }
};
INSTANTIATE_TEST_SUITE_P(Store, IncarnationRepositoryTest, each_dialect(), dialect_name);

TEST_P(IncarnationRepositoryTest, a_lease_is_renewed_until_its_server_has_ended) {
  begin(lease);
  EXPECT_TRUE(renew());
  EXPECT_TRUE(renew());

  must(installation.store().write([](app::Tx& tx) { return tx.incarnations().end("server"); }));

  EXPECT_FALSE(renew());
}

TEST_P(IncarnationRepositoryTest, a_lease_that_has_ended_is_not_renewed) {
  if (GetParam() == store::Dialect::sqlite) GTEST_SKIP() << "one server owns the file, and has no lease";
  begin(-std::chrono::seconds{1});

  EXPECT_FALSE(renew());
}

}  // namespace
}  // namespace slipway::test
