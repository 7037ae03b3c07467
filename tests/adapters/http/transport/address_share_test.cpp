#include "adapters/http/transport/limits/address_share.h"

#include <gtest/gtest.h>

namespace slipway::http {
namespace {

const ShareRules rules{.trusted_proxies = {"192.0.2.80", "2001:db8::80"}};

TEST(AddressShare, an_ipv4_address_has_one_and_of_ipv6_a_network_of_64_bits) {
  EXPECT_NE(share_of_address("192.0.2.1", rules), share_of_address("192.0.2.2", rules));
  EXPECT_EQ(share_of_address("2001:db8:0:1::1", rules), share_of_address("2001:db8:0:1:ffff::2", rules));
  EXPECT_NE(share_of_address("2001:db8:0:1::1", rules), share_of_address("2001:db8:0:2::1", rules));
}

TEST(AddressShare, loopback_and_trusted_proxies_have_none) {
  for (const auto* address : {"127.0.0.1", "127.0.0.2", "::1", "192.0.2.80", "2001:db8::80"})
    EXPECT_EQ(share_of_address(address, rules), "") << address;
  EXPECT_NE(share_of_address("2001:db8::81", rules), "") << "a neighbour of the proxy";
}

TEST(AddressShare, who_has_more_than_a_share_is_over_it_until_one_leaves) {
  ConnectionShares shares(2);
  for (int i = 0; i < 2; ++i) shares.enter("a");
  EXPECT_FALSE(shares.is_over("a"));

  shares.enter("a");
  EXPECT_TRUE(shares.is_over("a"));
  EXPECT_FALSE(shares.is_over("b")) << "others go on";

  shares.leave("a");
  EXPECT_FALSE(shares.is_over("a"));
}

TEST(AddressShare, who_has_no_share_is_never_over_it) {
  ConnectionShares shares(1);
  for (int i = 0; i < 5; ++i) shares.enter("");
  EXPECT_FALSE(shares.is_over(""));
}

}  // namespace
}  // namespace slipway::http
