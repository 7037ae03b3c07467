// Slows down who guesses passwords: after some failures of a user name or an address, sign-ins are refused for a while
// without looking at the password. Behind a proxy on this machine that is not trusted, all have its address, so loopback is
// guarded by name only. Safe to use from any thread; forgets the oldest when it has too many to remember.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"

namespace slipway::http {

class SignInThrottle {
 public:
  static constexpr int user_failures_max = 10;
  static constexpr int address_failures_max = 50;
  static constexpr std::chrono::minutes window{5};
  static constexpr std::size_t remembered_max = 10'000;

  explicit SignInThrottle(base::Clock& clock) : clock_(clock) {}

  // Error: sign_in.too_many_failures.
  Result<void> check(const std::string& user, const std::string& address);
  void record_failure(const std::string& user, const std::string& address);

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
