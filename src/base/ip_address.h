// Addresses of IPv4 and IPv6 as text. Pure; from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::base {

// In the one form that can be compared: "::0001" is "::1", and "::ffff:192.0.2.7" is "192.0.2.7". Nothing for what is no address.
std::optional<std::string> canonical_ip_address(std::string_view text);

// Whom an address stands for where callers are counted: an IPv4 address for itself, one of IPv6 for its /64
// ("2001:db8:0:1::/64"), since whoever has one of those has them all. What is no address stands for itself.
std::string network_of_address(std::string_view canonical);

bool is_loopback_address(std::string_view canonical);

}  // namespace slipway::base
