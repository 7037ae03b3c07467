#include "adapters/http/pipeline/sign_in_throttle.h"

#include <gtest/gtest.h>

#include <string>

#include "support/test_installation.h"

namespace slipway::http {
namespace {

class SignInThrottleTest : public ::testing::Test {
 protected:
  static GuessedUser user(const std::string& id) { return GuessedUser::known(catalog::UserId{id}); }
  static GuessedUser user(int number) { return user("user " + std::to_string(number)); }
  void fail(const std::string& id, const std::string& address, int times) {
    for (int i = 0; i < times; ++i) throttle.record_failure(user(id), address);
  }

  test::SteppedClock clock{base::from_milliseconds(1'795'000'000'000)};
  SignInThrottle throttle{clock};
};

TEST_F(SignInThrottleTest, some_failures_are_forgiven) {
  fail("lin", "192.0.2.1", SignInThrottle::user_failures_max - 1);
  EXPECT_TRUE(throttle.check(user("lin"), "192.0.2.1"));
}

TEST_F(SignInThrottleTest, a_user_is_guarded_whatever_the_address) {
  fail("lin", "192.0.2.1", SignInThrottle::user_failures_max);

  const auto refused = throttle.check(user("lin"), "192.0.2.99");

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "sign_in.too_many_failures");
  EXPECT_TRUE(throttle.check(user("wei"), "192.0.2.1")) << "others go on";
}

TEST_F(SignInThrottleTest, a_clock_that_is_set_back_makes_the_lock_out_no_longer) {
  fail("lin", "192.0.2.1", SignInThrottle::user_failures_max);
  EXPECT_FALSE(throttle.check(user("lin"), "192.0.2.1"));

  clock.step(-std::chrono::hours{1});

  EXPECT_TRUE(throttle.check(user("lin"), "192.0.2.1"));
}

TEST_F(SignInThrottleTest, an_address_that_tries_many_users_is_stopped) {
  for (int i = 0; i < SignInThrottle::address_failures_max; ++i) throttle.record_failure(user(static_cast<int>(i)), "192.0.2.1");

  EXPECT_FALSE(throttle.check(user("somebody new"), "192.0.2.1"));
  EXPECT_TRUE(throttle.check(user("somebody new"), "192.0.2.2"));
}

TEST_F(SignInThrottleTest, an_address_of_ipv6_counts_with_its_whole_network) {
  for (int i = 0; i < SignInThrottle::address_failures_max; ++i)
    throttle.record_failure(user(i), "2001:db8:0:1::" + std::to_string(i + 1));

  EXPECT_FALSE(throttle.check(user("somebody new"), "2001:db8:0:1:ffff::1"));
  EXPECT_TRUE(throttle.check(user("somebody new"), "2001:db8:0:2::1"));
}

TEST_F(SignInThrottleTest, what_is_remembered_of_a_name_is_short_however_long_it_is) {
  EXPECT_LT(GuessedUser::unknown(std::string(16'000, 'x')).key().size(), 100U);
  EXPECT_NE(GuessedUser::unknown("lin").key(), GuessedUser::unknown("wei").key());
}

TEST_F(SignInThrottleTest, loopback_may_be_a_proxy_for_everybody_and_is_not_stopped) {
  for (const auto* address : {"127.0.0.1", "::1"}) {
    for (int i = 0; i < SignInThrottle::address_failures_max; ++i) throttle.record_failure(user(static_cast<int>(i)), address);
    EXPECT_TRUE(throttle.check(user("somebody new"), address));
    fail("lin", address, SignInThrottle::user_failures_max);
    EXPECT_FALSE(throttle.check(user("lin"), address)) << "the user is guarded all the same";
  }
}

TEST_F(SignInThrottleTest, a_user_may_be_called_like_an_address) {
  for (int i = 0; i < SignInThrottle::user_failures_max; ++i) throttle.record_failure(user("192.0.2.7"), "192.0.2.1");
  EXPECT_TRUE(throttle.check(user("lin"), "192.0.2.7"));
}

TEST_F(SignInThrottleTest, failures_are_forgotten_after_the_window) {
  fail("lin", "192.0.2.1", SignInThrottle::user_failures_max);

  clock.step(SignInThrottle::window - std::chrono::microseconds{1});
  EXPECT_FALSE(throttle.check(user("lin"), "192.0.2.1"));
  clock.step(std::chrono::microseconds{1});
  EXPECT_TRUE(throttle.check(user("lin"), "192.0.2.1"));
}

TEST_F(SignInThrottleTest, the_oldest_goes_when_there_are_too_many_to_remember) {
  fail("first", "192.0.2.1", SignInThrottle::user_failures_max);
  clock.step(std::chrono::microseconds{1});
  for (std::size_t i = 0; i < SignInThrottle::remembered_max; ++i)
    throttle.record_failure(user(static_cast<int>(i)), "192.0.2.2");

  EXPECT_TRUE(throttle.check(user("first"), "192.0.2.3"));
}

}  // namespace
}  // namespace slipway::http
