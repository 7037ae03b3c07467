#include "adapters/http/transport/limits/address_share.h"

#include <algorithm>

#include "base/ip_address.h"

namespace slipway::http {

std::string share_of_address(const std::string& address, const ShareRules& rules) {
  const auto& proxies = rules.trusted_proxies;
  const bool is_proxy = std::find(proxies.begin(), proxies.end(), address) != proxies.end();
  const bool is_spared = is_proxy || (base::is_loopback_address(address) && !rules.counts_loopback);
  return is_spared ? std::string() : base::network_of_address(address);
}

void ConnectionShares::enter(const std::string& share) {
  if (share.empty()) return;
  const base::MutexLock lock(mutex_);
  ++counts_[share];
}

void ConnectionShares::leave(const std::string& share) {
  if (share.empty()) return;
  const base::MutexLock lock(mutex_);
  const auto found = counts_.find(share);
  if (found != counts_.end() && --found->second == 0) counts_.erase(found);
}

bool ConnectionShares::is_over(const std::string& share) const {
  if (share.empty()) return false;
  const base::MutexLock lock(mutex_);
  const auto found = counts_.find(share);
  return found != counts_.end() && found->second > share_max_;
}

}  // namespace slipway::http
