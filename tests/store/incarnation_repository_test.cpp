// Leases of servers, on both databases.
#include "app/ports/server/incarnation_repository.h"

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

TEST_P(IncarnationRepositoryTest, a_server_is_known_by_the_host_it_ran_on_last) {
  const std::string id(32, 'a');
  const auto record = [&](const std::string& host_name) {
    must(installation.store().write([&](app::Tx& tx) {
      return tx.incarnations().record_server({.id = id, .host_name = host_name}, installation.clock.now());
    }));
  };
  const auto host = [&] {
    return must(installation.store().read([&](app::Tx& tx) { return tx.incarnations().find_server_host(id); }));
  };
  EXPECT_EQ(host(), std::nullopt);

  record("first-host");
  record("second-host");

  EXPECT_EQ(host(), "second-host");
}

}  // namespace
}  // namespace slipway::test
