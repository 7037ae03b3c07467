#include "adapters/http/transport/limits/connection_limit.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "base/open_files.h"

namespace slipway::http {
namespace {

TEST(ConnectionLimit, leaves_files_for_the_server_and_its_nodes) {
  EXPECT_EQ(connections_that_fit(4'096, 1'048'576, 8), 4'096);
  EXPECT_EQ(connections_that_fit(4'096, 4'096, 8), 4'096 - 512 - 48);
  EXPECT_EQ(connections_that_fit(4'096, 1'024, 100), 16) << "a few, so that somebody can ask why";
  EXPECT_EQ(connections_that_fit(4, 1'024, 100), 4) << "never more than asked for";
}

TEST(ConnectionLimit, the_soft_limit_of_open_files_is_raised_to_the_hard_one) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{.rlim_cur = std::min<rlim_t>(256, before.rlim_max), .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);

  const auto raised = base::raise_open_files_limit();

  rlimit after{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
  EXPECT_TRUE(before.rlim_max == RLIM_INFINITY || raised == static_cast<std::int64_t>(before.rlim_max)) << raised;
  ::setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace slipway::http
