// What one address may have of the server's connections, so that one alone cannot shut out the others.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/mutex.h"

namespace slipway::http {

struct ShareRules {
  std::vector<std::string> trusted_proxies{};
  bool counts_loopback = false;  // tests alone, which have no other addresses
};

// The name of an address' share: the network that it stands for (base/ip_address.h). Empty for who has no share but takes from
// the whole: loopback and trusted proxies, behind which everybody has that one address. The address in its canonical form.
std::string share_of_address(const std::string& address, const ShareRules& rules);

// Counts connections by share. From any thread.
class ConnectionShares {
 public:
  explicit ConnectionShares(std::size_t share_max) : share_max_(share_max) {}

  void enter(const std::string& share);
  void leave(const std::string& share);  // as often as it entered
  bool is_over(const std::string& share) const;

 private:
  const std::size_t share_max_;
  mutable base::Mutex mutex_;
  std::map<std::string, std::size_t> counts_ GUARDED_BY(mutex_);  // those above zero
};

}  // namespace slipway::http
