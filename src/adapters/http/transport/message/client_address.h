// Who sent a request, where proxies stand in between. Pure.
#pragma once

#include <string>
#include <vector>

#include "adapters/http/transport/message/message.h"

namespace slipway::http {

// The peer; or, where the peer is a proxy that is trusted, the last address of X-Forwarded-For, which that proxy itself has
// written. What stands before it is the client's own word. Addresses in their canonical form (base/ip_address.h).
std::string client_address(const Request& head, const std::string& peer, const std::vector<std::string>& trusted_proxies);

}  // namespace slipway::http
