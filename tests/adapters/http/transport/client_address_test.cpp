#include "adapters/http/transport/message/client_address.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace slipway::http {
namespace {

std::string client_of(const std::string& peer, const std::vector<std::string>& forwarded_for) {
  Request head;
  for (const auto& value : forwarded_for) head.headers.push_back({"x-forwarded-for", value});
  return client_address(head, peer, {"127.0.0.1", "2001:db8::1"});
}

TEST(ClientAddress, is_the_peer_unless_that_is_a_trusted_proxy) {
  EXPECT_EQ(client_of("192.0.2.1", {"198.51.100.7"}), "192.0.2.1") << "anybody may send that header";
  EXPECT_EQ(client_of("127.0.0.1", {}), "127.0.0.1");
  EXPECT_EQ(client_of("127.0.0.1", {"198.51.100.7"}), "198.51.100.7");
  EXPECT_EQ(client_of("2001:db8::1", {"2001:DB8::0:7"}), "2001:db8::7");
}

TEST(ClientAddress, is_what_the_proxy_wrote_and_not_what_its_client_did) {
  EXPECT_EQ(client_of("127.0.0.1", {"203.0.113.1, 203.0.113.2,198.51.100.7"}), "198.51.100.7");
  EXPECT_EQ(client_of("127.0.0.1", {"203.0.113.1", "198.51.100.7"}), "198.51.100.7");
}

TEST(ClientAddress, is_the_proxy_where_that_names_no_address) {
  for (const auto* value : {"", "unknown", "198.51.100.7,", "198.51.100.7:80"})
    EXPECT_EQ(client_of("127.0.0.1", {value}), "127.0.0.1");
}

}  // namespace
}  // namespace slipway::http
