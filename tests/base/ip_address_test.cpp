#include "base/ip_address.h"

#include <gtest/gtest.h>

#include <string>

namespace slipway::base {
namespace {

TEST(IpAddress, has_one_form) {
  EXPECT_EQ(canonical_ip_address("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(canonical_ip_address("2001:DB8:0::01"), "2001:db8::1");
  EXPECT_EQ(canonical_ip_address("::ffff:192.0.2.7"), "192.0.2.7");
}

TEST(IpAddress, what_is_none_is_told) {
  for (const std::string text : {"", "localhost", "192.0.2", "192.0.2.256", " 192.0.2.7", "192.0.2.7:80", "[::1]", "unknown"})
    EXPECT_FALSE(canonical_ip_address(text)) << text;
  EXPECT_FALSE(canonical_ip_address(std::string("192.0.2.7\0", 10)));
}

TEST(IpAddress, of_ipv6_the_network_counts_and_of_ipv4_the_address) {
  EXPECT_EQ(network_of_address("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(network_of_address("2001:db8:0:1:aaaa::1"), "2001:db8:0:1::/64");
  EXPECT_EQ(network_of_address("2001:db8:0:1:bbbb::2"), network_of_address("2001:db8:0:1::"));
  EXPECT_NE(network_of_address("2001:db8:0:2::1"), network_of_address("2001:db8:0:1::1"));
  EXPECT_EQ(network_of_address("fe80::1%eth0"), "fe80::/64");
  EXPECT_EQ(network_of_address("no address"), "no address");
}

TEST(IpAddress, loopback_is_known) {
  for (const auto* text : {"127.0.0.1", "127.8.9.1", "::1"}) EXPECT_TRUE(is_loopback_address(text)) << text;
  for (const auto* text : {"", "10.0.0.1", "::", "128.0.0.1"}) EXPECT_FALSE(is_loopback_address(text)) << text;
}

}  // namespace
}  // namespace slipway::base
