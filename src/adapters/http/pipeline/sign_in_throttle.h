// Slows down who guesses passwords: after some failures of a user or an address (of IPv6: its network), sign-ins are refused for
// a while without looking at the password. Behind a proxy on this machine that is not trusted, all have its address, so loopback
// is guarded by user only. Safe to use from any thread; forgets the oldest when it has too many to remember.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "domain/catalog/ids.h"

namespace slipway::http {

// Against whom a guess counts. A value.
class GuessedUser {
 public:
  static GuessedUser known(const catalog::UserId& user) { return GuessedUser("user " + user.text()); }
  static GuessedUser unknown(std::string_view named);  // by a name or id that nobody has

  const std::string& key() const { return key_; }  // short, whatever was named

 private:
  explicit GuessedUser(std::string key) : key_(std::move(key)) {}

  std::string key_;
};

class SignInThrottle {
 public:
  static constexpr int user_failures_max = 10;
  static constexpr int address_failures_max = 50;
  static constexpr std::chrono::minutes window{5};
  static constexpr std::size_t remembered_max = 10'000;

  explicit SignInThrottle(base::Clock& clock) : clock_(clock) {}

  // Error: sign_in.too_many_failures.
  Result<void> check(const GuessedUser& user, const std::string& address);
  void record_failure(const GuessedUser& user, const std::string& address);

 private:
  struct Failures {
    int count = 0;
    base::Instant first{};
  };
  int count_of(const std::string& key, base::Instant now) REQUIRES_LOCK(mutex_);
  void add(const std::string& key, base::Instant now) REQUIRES_LOCK(mutex_);

  base::Clock& clock_;
  base::Mutex mutex_;
  std::map<std::string, Failures> failures_ GUARDED_BY(mutex_);
};

}  // namespace slipway::http
