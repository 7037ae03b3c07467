#include "adapters/http/pipeline/sign_in_throttle.h"

#include <algorithm>

#include "base/digest.h"
#include "base/ip_address.h"

namespace slipway::http {

namespace {

std::string address_key(const std::string& address) { return "address " + base::network_of_address(address); }

}  // namespace

GuessedUser GuessedUser::unknown(std::string_view named) { return GuessedUser("nobody " + base::sha256_hex(named)); }

Result<void> SignInThrottle::check(const GuessedUser& user, const std::string& address) {
  const auto now = clock_.now();
  const base::MutexLock lock(mutex_);
  const bool is_throttled =
      count_of(user.key(), now) >= user_failures_max || count_of(address_key(address), now) >= address_failures_max;
  if (!is_throttled) return {};
  return base::limit_reached("sign_in.too_many_failures", "too many failed sign-ins; try again in some minutes");
}

void SignInThrottle::record_failure(const GuessedUser& user, const std::string& address) {
  const auto now = clock_.now();
  const base::MutexLock lock(mutex_);
  add(user.key(), now);
  if (!base::is_loopback_address(address)) add(address_key(address), now);
}

int SignInThrottle::count_of(const std::string& key, base::Instant now) {
  const auto found = failures_.find(key);
  if (found == failures_.end()) return 0;
  const auto age = now - found->second.first;
  const bool is_remembered = age >= base::Instant::duration{0} && age < window;  // a clock that was set back makes it no longer
  if (is_remembered) return found->second.count;
  failures_.erase(found);
  return 0;
}

void SignInThrottle::add(const std::string& key, base::Instant now) {
  if (count_of(key, now) == 0 && failures_.size() >= remembered_max) {
    const auto oldest = std::min_element(failures_.begin(), failures_.end(), [](const auto& left, const auto& right) {
      return left.second.first < right.second.first;
    });
    failures_.erase(oldest);
  }
  auto& entry = failures_[key];
  if (entry.count == 0) entry.first = now;
  entry.count += 1;
}

}  // namespace slipway::http
