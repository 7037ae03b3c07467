#include "adapters/http/transport/message/client_address.h"

#include <algorithm>
#include <string_view>

#include "base/ip_address.h"
#include "base/text.h"

namespace slipway::http {

std::string client_address(const Request& head, const std::string& peer, const std::vector<std::string>& trusted_proxies) {
  if (std::find(trusted_proxies.begin(), trusted_proxies.end(), peer) == trusted_proxies.end()) return peer;
  const auto last = std::find_if(head.headers.rbegin(), head.headers.rend(),
                                 [](const Header& header) { return header.name == "x-forwarded-for"; });
  if (last == head.headers.rend()) return peer;
  const auto addresses = base::split(last->value, ',');
  return base::canonical_ip_address(base::trim(addresses.back())).value_or(peer);
}

}  // namespace slipway::http
